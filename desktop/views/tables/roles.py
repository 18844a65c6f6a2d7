"""What a cell carries for its delegate: small frozen values in one role of their own."""

from typing import Final, NamedTuple

from PySide6.QtCore import Qt

from desktop.views.theme import Tone

ValueRole: Final = Qt.ItemDataRole.UserRole + 1


class PillValue(NamedTuple):
    """A state as word and icon; ``filled`` is False for what is settled or not begun."""

    tone: Tone
    icon: str
    word: str
    filled: bool = True


class AmountValue(NamedTuple):
    """``digits`` as the person reads them, without currency; ``faint`` for what is settled or zero."""

    digits: str
    currency: str
    faint: bool = False
    strong: bool = True


class DueValue(NamedTuple):
    """``text`` such as "in 14 days"; the date itself stands in ``tooltip``. Without a tone it is ordinary text."""

    text: str
    tone: Tone | None = None
    tooltip: str = ""
    strong: bool = False


class LinkValue(NamedTuple):
    """``icon`` may be empty ("not issued yet")."""

    icon: str
    text: str
    tone: Tone = Tone.NEUTRAL


class NumberValue(NamedTuple):
    """A document's number; struck through when the document is void, muted when it is settled."""

    text: str
    muted: bool = False
    struck: bool = False


class TextValue(NamedTuple):
    """A name or a word; open documents stand out, settled ones are muted."""

    text: str
    strong: bool = False
    muted: bool = False


class LineValue(NamedTuple):
    """A line of a document: its title, a lighter second line, and tags such as "ticked for them"."""

    title: str
    detail: str = ""
    tags: tuple[str, ...] = ()


CellValue = PillValue | AmountValue | DueValue | LinkValue | NumberValue | TextValue | LineValue
