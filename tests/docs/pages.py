"""The pages for people: their text, the commands they tell people to type, what they link to."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))
_SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TARGET = re.compile(r"\]\(([^)\s]+)\)")
_VARIABLE = re.compile(r"[A-Z_]+=\S*")


@dataclass(frozen=True, slots=True)
class Command:
    """One line that a page tells people to type; ``words`` without the variables set in front of it."""

    page: Path
    line: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return self.line


def commands(page: Path) -> list[Command]:
    """Return every line of the page's shell blocks, in order; what follows a ``#`` is for reading."""
    blocks = _SHELL.findall(page.read_text("utf-8"))
    return [_command(page, line) for block in blocks for line in block.splitlines() if line.strip()]


def all_commands() -> list[Command]:
    """Return the commands of every page."""
    return [command for page in PAGES for command in commands(page)]


def targets(page: Path) -> Iterator[str]:
    """Yield what the page links to or shows, outside the web."""
    for target in _TARGET.findall(page.read_text("utf-8")):
        if not target.startswith(("https://", "http://", "#")):
            yield target.partition("#")[0]


def _command(page: Path, line: str) -> Command:
    words = shlex.split(line, comments=True)
    while words and _VARIABLE.fullmatch(words[0]):
        words.pop(0)
    return Command(page, line, tuple(words))
