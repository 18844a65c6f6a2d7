"""How each state of a document and of its link looks; the same word and icon everywhere."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop.views.tables.roles import LinkValue, PillValue
from desktop.views.theme import Tone

DOCUMENT_STATES: Final[Mapping[str, PillValue]] = {
    "draft": PillValue(Tone.NEUTRAL, "pencil", "Draft", filled=False),
    "issued": PillValue(Tone.INFO, "circle", "Issued"),
    "sent": PillValue(Tone.INFO, "paper-plane-tilt", "Sent"),
    "processing": PillValue(Tone.INFO, "spinner", "Processing"),
    "viewed": PillValue(Tone.SEEN, "eye", "Viewed"),
    "partly_paid": PillValue(Tone.WARN, "circle-half", "Partly paid"),
    "paid": PillValue(Tone.GOOD, "check", "Paid", filled=False),
    "accepted": PillValue(Tone.GOOD, "check-circle", "Accepted"),
    "overdue": PillValue(Tone.BAD, "warning-circle", "Overdue"),
    "disputed": PillValue(Tone.BAD, "flag", "Disputed"),
    "declined": PillValue(Tone.OLD, "x-circle", "Declined"),
    "expired": PillValue(Tone.OLD, "hourglass", "Expired"),
    "withdrawn": PillValue(Tone.OLD, "prohibit", "Withdrawn"),
    "void": PillValue(Tone.NEUTRAL, "prohibit", "Void", filled=False),
    "credited": PillValue(Tone.NEUTRAL, "arrow-u-up-left", "Credited", filled=False),
    "written_off": PillValue(Tone.NEUTRAL, "eraser", "Written off", filled=False),
    "converted": PillValue(Tone.NEUTRAL, "arrow-right", "Converted", filled=False),
}

LINK_STATES: Final[Mapping[str, LinkValue]] = {
    "none": LinkValue("", "not issued yet"),
    "waiting": LinkValue("clock", "waits", Tone.WARN),
    "live": LinkValue("eye-slash", "not opened"),
    "ending": LinkValue("hourglass-medium", "ends soon", Tone.WARN),
    "settled": LinkValue("eye-slash", "not opened"),
    "expired": LinkValue("hourglass", "expired", Tone.OLD),
    "replaced": LinkValue("link-break", "replaced", Tone.OLD),
    "revoked": LinkValue("link-break", "revoked", Tone.OLD),
    "withdrawn": LinkValue("prohibit", "withdrawn"),
    "asked": LinkValue("hand-waving", "asked for link", Tone.WARN),
}

_LIGHTS: Final[Mapping[str, Tone]] = {
    "live": Tone.GOOD,
    "settled": Tone.GOOD,
}  # elsewhere the light has the link's tone


def document_pill(state: str) -> PillValue:
    """Return the pill of a document's state, its word in the person's language; KeyError for a state nobody knows."""
    pill = DOCUMENT_STATES[state]
    return PillValue(pill.tone, pill.icon, QCoreApplication.translate("states", pill.word), pill.filled)


def link_value(state: str, text: str = "", *, opened: bool = False) -> LinkValue:
    """Return the list's cell for a link: ``text`` ("7 views", "ends 28 Nov") or else the state's own word.

    ``opened`` links that work show an open eye. KeyError for a state nobody knows.
    """
    value = LINK_STATES[state]
    icon = "eye" if opened and value.icon == "eye-slash" else value.icon
    return LinkValue(icon, text or QCoreApplication.translate("states", value.text), value.tone)


def link_light(state: str) -> Tone:
    """Return the tone of the dot beside a link's state in the drawer."""
    return _LIGHTS.get(state, LINK_STATES[state].tone)
