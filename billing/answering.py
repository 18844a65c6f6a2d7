"""How a quote may be answered, what the answer was, and what was said: the parts of a view that customers make."""

import re
import unicodedata
from typing import Literal

from billing.canonical import Frozen

Wanted = Literal["no", "may", "must"]
AnswerKind = Literal["accepted", "declined"]

MAX_NAME = 120
MAX_ORDER_NUMBER = 60
MAX_WORDS = 2_000  # of a reason or a message


class Answering(Frozen):
    """What the office asks of whoever accepts, beside the typed name: a drawn signature, a tick, an order number.

    Not everybody can draw: where a signature must be, it may be drawn, or said in so many words to be the typed name.
    """

    signature: Wanted = "may"
    terms: bool = True
    order_number: Wanted = "may"


class AnswerView(Frozen):
    """The customer's answer. ``on`` is its day in the document's language; ``record`` the signed acceptance as JSON."""

    kind: AnswerKind
    name: str = ""
    on: str
    reason: str = ""
    record: str = ""


class CommentView(Frozen):
    """One message of the conversation; ``at`` is day and time in the document's language and the office's zone."""

    by_office: bool
    at: str
    text: str


_BREAKS = re.compile(r"\r\n|[\r\u2028\u2029]")
_TRICKS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # they let text read in another order than it was typed

_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that leave no ink


def tidy(typed: str) -> str:
    """Return what a customer typed as plain text: no control characters, no tricks with direction, no blank edges.

    Line breaks stay; joiners that Arabic and emoji need stay too. What nobody could see is nothing.
    """
    text = _TRICKS.sub("", _BREAKS.sub("\n", typed))
    kept = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}).strip()
    return kept if any(map(_is_seen, kept)) else ""


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNPS" and sign not in _FILLERS


def tidy_line(typed: str) -> str:
    """Return what a customer typed into a field of one line: blanks and line breaks count as one blank."""
    return " ".join(tidy(typed).split())
