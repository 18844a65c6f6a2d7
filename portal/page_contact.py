"""How to reach the office, as links that can only write, call or open its website."""

import re
from typing import NamedTuple
from urllib.parse import quote

from billing.wire import Contact

_DIALLED = frozenset("+0123456789")
_WEB = re.compile(r"""(?P<scheme>https?://)?[\w-]+(\.[\w-]+)+(:\d+)?([/?#][^\s<>"']*)?""", re.IGNORECASE)


class Way(NamedTuple):
    """One way to reach the office: what a person reads, and where it leads (nowhere if empty)."""

    text: str
    href: str


def ways_to_reach(contact: Contact, *, write: bool = True) -> tuple[Way, ...]:
    """Return telephone, e-mail (unless it is offered elsewhere on the page) and website, as far as known."""
    ways = (
        Way(contact.phone, _call(contact.phone)),
        Way(contact.email if write else "", write_to(contact.email)),
        Way(contact.website, _website(contact.website)),
    )
    return tuple(way for way in ways if way.text)


def write_to(email: str) -> str:
    """Return a link that starts an e-mail; nothing typed in an address can add a subject or a copy."""
    return f"mailto:{quote(email, safe='@+')}" if email else ""


def _call(phone: str) -> str:
    digits = "".join(sign for sign in phone if sign in _DIALLED)
    return f"tel:{digits}" if digits else ""


def _website(typed: str) -> str:
    """Return an address of the web, or nothing: a link must not run a script, open a file or carry a password."""
    found = _WEB.fullmatch(typed)
    if found is None:
        return ""
    return typed if found["scheme"] else f"https://{typed}"
