"""Text messages (SMS): what one says, how many parts it takes, and what must stand in it.

Parts and alphabet: 3GPP TS 23.038. One part holds 160 characters of the GSM alphabet, or 70 of any other; of a message
in several parts each holds 153, or 67. A character of the alphabet's extension counts twice.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from billing.errors import Refused
from billing.issued import DocumentKind
from billing.letters import whole_letters
from billing.wording import Wording

LINK = "{link}"  # stays in what is typed, so that nobody breaks the address while typing
MOST = 160  # characters, with the link and the words by which one opts out
STOP = "STOP"  # what every network understands, in any language
TextKind = Literal["document", "reminder"]
_STOP = re.compile(rf"\b{STOP}\b")
_LONGEST_NAME = 24
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")
_PLAIN = str.maketrans({
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-",
    "−": "-", "…": "...", "\t": " ", "\u200e": "", "\u200f": "", "\u061c": "",
})  # fmt: skip


class TextTooLong(Refused):
    """It would be cut, or cost several messages."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"The message has {length} characters with its link, and {MOST} is the most. Nothing was sent. Shorten it."
        )


class NoLinkInText(Refused):
    """Without its link there is nothing to open."""

    def __init__(self) -> None:
        super().__init__(f"The message has no {LINK} in it. Nothing was sent. Put it where the address belongs.")


class NoWayOut(Refused):
    """Whoever gets messages must be able to end them."""

    def __init__(self) -> None:
        super().__init__(
            f"The message does not say how to opt out. Nothing was sent. Keep the word {STOP} in it, as in the draft."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFields:
    """What a message may name, as the customer reads it; "" where there is none. ``overdue``: the day has passed."""

    business: str
    number: str
    amount: str
    date: str
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """``characters`` as the network counts them; ``parts`` are what it costs."""

    characters: int
    parts: int


def plain(text: str) -> str:
    """Return ``text`` with the signs that typing does not make turned into those of every telephone, on one line."""
    spaced = " ".join(whole_letters(text).translate(_PLAIN).split())
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in _INVISIBLE)


def size(text: str) -> Size:
    """Return how long ``text`` is and how many parts it takes."""
    if all(letter in _GSM or letter in _GSM_TWICE for letter in text):
        count = len(text) + sum(letter in _GSM_TWICE for letter in text)
        return Size(count, _parts(count, 160, 153))
    count = len(text.encode("utf-16-le")) // 2
    return Size(count, _parts(count, 70, 67))


def drafted(kind: DocumentKind, fields: TextFields, words: Wording, *, owed: bool, address: str) -> str:
    """Return the longest message that fits with its ``address``, ``{link}`` in its place; the name of the business is
    cut where even the shortest would not.
    """
    known = {"number": fields.number, "amount": fields.amount, "date": fields.date}
    for name in (fields.business, _cut(fields.business)):
        for sentence in _sentences(kind, fields, words, owed=owed):
            said = plain(sentence.format(business=name, **known))
            text = f"{said} {LINK} {words.texting.opt_out}"
            if size(as_sent(text, address)).characters <= MOST:
                return text
    return f"{LINK} {words.texting.opt_out}"


def checked(typed: str, address: str) -> str:
    """Return a message as it is kept. Raises NoLinkInText, NoWayOut, TextTooLong."""
    text = plain(typed)
    if LINK not in text:
        raise NoLinkInText
    if not _STOP.search(text):
        raise NoWayOut
    if (count := size(as_sent(text, address)).characters) > MOST:
        raise TextTooLong(count)
    return text


def as_sent(text: str, address: str) -> str:
    """Return what leaves: the message with its address."""
    return text.replace(LINK, address)


def _sentences(kind: DocumentKind, fields: TextFields, words: Wording, *, owed: bool) -> list[str]:
    said = words.texting
    if kind == "quote":
        return [*([said.quote_until] if fields.date else []), said.quote, said.quote_short]
    if kind == "credit":
        return [said.credit, said.credit_short]
    if not owed:
        return [said.settled, said.invoice_short]
    dated = [said.overdue if fields.overdue else said.invoice_due] if fields.date else []
    return [*dated, said.invoice, said.invoice_short]


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 3].rstrip()}..."


def _parts(count: int, alone: int, each: int) -> int:
    return 1 if count <= alone else -(-count // each)
