"""Words of others made harmless to look at: outsiders' on their way into an answer, a client's on its way out."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from billing.letters import whole_letters
from desktop.assistant.tool import Untrusted
from desktop.services.activity import reason

LONGEST = 2_000
_WRAPPING = {"untrusted_text", "from"}
_BREAKS = {"\u2028", "\u2029", "\r", "\v", "\f", "\x85"}


def untrusted(text: str, source: str = "customer via portal") -> Untrusted | None:
    """Return ``text`` of an outsider, wrapped; None where nothing that can be seen was said."""
    shown = seen(text)[:LONGEST].strip()
    return Untrusted(untrusted_text=shown, source=source) if shown else None


def sources_in(sent: Any) -> Iterator[str]:
    """Yield who wrote the untrusted texts of an answer, as it goes over the wire."""
    if isinstance(sent, Mapping):
        if set(sent) == _WRAPPING:
            yield sent["from"]
        else:
            yield from sources_in(list(sent.values()))
    elif isinstance(sent, list):
        for each in sent:
            yield from sources_in(each)


def seen(text: str) -> str:
    """Return what of ``text`` a person could see: no control, format, bidi, tag and variation characters.

    Line breaks stay, tabs become blanks. Stricter than a page, which needs joiners for its letters: instructions to a
    model hide in what nobody sees.
    """
    broken = "".join("\n" if sign in _BREAKS else sign for sign in whole_letters(text.replace("\r\n", "\n")))
    return "".join(sign for sign in broken.replace("\t", " ") if sign == "\n" or not _is_hidden(sign))


def reason_given(said: str | None, usual: str) -> str:
    """Return a reason as it is kept and as a person can read it, ``usual`` where none was given. Raises NoReason."""
    return reason(seen(said or "").strip() or usual)


def _is_hidden(sign: str) -> bool:
    point = ord(sign)
    is_variation = 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF
    return is_variation or unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
