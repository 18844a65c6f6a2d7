"""The house keeps its own rules: imports, locks, and a text that knows no machine."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("billing", "desktop", "portal", "resources")
NOT_OURS = {".git", ".venv", ".hypothesis", "build", "dist", "pictures", "__pycache__"}
# The command line, what it starts, one office at work: they put the rooms together, so they may import all of them.
COMPOSITION_ROOT = {
    "desktop.__main__",
    "desktop.start",
    "desktop.program",
    "desktop.stripe_doors",
    "desktop.mail_doors",
    "desktop.text_doors",
    "desktop.assistant_desk",
    "desktop.assistant_doors",
    "desktop.assistant_lines",
    "desktop.relay",
    "desktop.relay_output",
    "desktop.relay_talk",
}
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:home|Users|root|work|workspace|builds)/\w|\b[A-Za-z]:\\Users\\\w")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_logo=True, no_cache=True))"
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "300"}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def contracts() -> list[dict[str, list[str]]]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return cast("list[dict[str, list[str]]]", table["contracts"])


@pytest.fixture
def copy_of_the_house(tmp_path: Path) -> Path:
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests").mkdir()
    for name in ("tests/__init__.py", "tests/house.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_every_room_imports_only_what_its_row_allows() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("room", "line", "stranger"),
    [
        ("billing", "import sqlalchemy", "sqlalchemy"),
        ("billing", "from desktop import models", "desktop"),
        ("desktop/models", "import PySide6.QtCore", "PySide6"),
        ("desktop/queries", "import httpx2", "httpx2"),
        ("desktop/services", "from desktop.views import anything", "desktop.views"),
        ("desktop/sync", "from desktop.models import anything", "desktop.models"),
        ("desktop/views", "from sqlalchemy.orm import Session", "sqlalchemy"),
        ("desktop/views", "from desktop.database import anything", "desktop.database"),
        ("desktop/views", "from desktop.program import anything", "desktop.program"),
        ("desktop/services", "from desktop.start import anything", "desktop.start"),
        ("desktop/system", "from desktop.services import anything", "desktop.services"),
        ("desktop/assistant", "from PySide6 import QtCore", "PySide6"),
        ("portal", "from desktop import anything", "desktop"),
        ("portal", "import stripe", "stripe"),
        ("resources", "from desktop import anything", "desktop"),
    ],
)
def test_a_stranger_at_the_door_is_named(copy_of_the_house: Path, room: str, line: str, stranger: str) -> None:
    for folder in ("models", "views", "services", "sync", "system", "queries", "assistant"):
        (copy_of_the_house / "desktop" / folder).mkdir(exist_ok=True)
        (copy_of_the_house / "desktop" / folder / "__init__.py").touch()
    (copy_of_the_house / "desktop" / "database.py").touch()
    (copy_of_the_house / room / "planted.py").write_text(f"{line}\n", encoding="utf-8")

    result = lint_imports(copy_of_the_house)

    assert result.returncode == 1
    planted = f"{room.replace('/', '.')}.planted imports {stranger}"
    assert planted in result.stdout


def test_every_module_of_the_desktop_belongs_to_a_room() -> None:
    ruled = {room for contract in contracts() for room in contract["rooms"]}
    names = {f"desktop.{path.stem}" for path in (ROOT / "desktop").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert names - ruled - COMPOSITION_ROOT - {"desktop.__init__", "desktop.__pycache__"} == set()


def test_no_room_but_the_demo_may_build_on_what_puts_the_rooms_together() -> None:
    """The demo is the program on practice books; every other room is handed what it needs."""
    allowed = [
        (room, name)
        for contract in contracts()
        for room in contract["rooms"]
        for name in (*contract["may_import"], *contract.get("exceptions", ()))
        if name == "desktop" or any(each in name for each in COMPOSITION_ROOT)
    ]
    assert allowed == [("desktop.demo", "desktop.program")]


def test_a_room_opens_its_door_without_importing_anything() -> None:
    """The rules stand on the rooms inside, so the packages around them hold nothing."""
    assert "import" not in (ROOT / "desktop" / "__init__.py").read_text("utf-8")


def test_the_portal_runs_where_qt_is_not_installed() -> None:
    modules = sorted(_dotted(path) for path in (ROOT / "portal").rglob("*.py") if "migrations" not in path.parts)
    code = f"import sys; sys.modules['PySide6'] = None\nfor name in {modules!r}: __import__(name)"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_lock_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", lock) == []
    assert "--hash=sha256:" in lock


def test_every_direct_dependency_has_its_reason_on_the_page() -> None:
    """And every reason has its dependency."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    groups += project["dependency-groups"].values()
    direct = {re.split(r"[<>=\[;]", requirement)[0].strip() for group in groups for requirement in group}
    page = (ROOT / "docs" / "decisions" / "dependencies.md").read_text("utf-8")
    assert direct == set(re.findall(r"^\| ([a-z0-9-]+) \|", page, flags=re.MULTILINE))


def test_no_text_knows_a_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()[:100]}"
        for path in _files()
        for line in _lines(path)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text", ["see /" + "home/ada/books", "file:///" + "Users/ada", "C:" + r"\Users\ada", "in /" + "work/x"]
)
def test_a_path_of_a_machine_is_recognised(text: str) -> None:
    assert MACHINE_PATH.search(text)


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _files() -> Iterator[Path]:
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [name for name in subfolders if name not in NOT_OURS and not name.endswith("_cache")]
        yield from (Path(folder, name) for name in names)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:  # a picture or a font, not a text
        return []
