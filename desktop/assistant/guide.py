"""Writes the list of tools into its page: ``python -m desktop.assistant.guide``."""

from pathlib import Path

from desktop.assistant.registry import guide

PAGE = Path(__file__).parents[2] / "docs" / "assistant.md"
MARK = "<!-- The list below is written by python -m desktop.assistant.guide; change the tools, not the list. -->\n\n"


def written(page: str) -> str:
    """Return the page with the list of today's tools in the place of the one that it has."""
    return page.partition(MARK)[0] + MARK + guide()


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8", newline="\n")
