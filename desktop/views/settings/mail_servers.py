"""Where the mail of common providers is handed in, so that most people type an address and a password only."""

from __future__ import annotations

from typing import Literal, NamedTuple

MailSecurity = Literal["implicit", "starttls", "none"]
PORTS: dict[MailSecurity, int] = {"implicit": 465, "starttls": 587, "none": 25}


class Suggested(NamedTuple):
    """A provider's server, as its help names it."""

    host: str
    port: int
    security: MailSecurity


_SERVERS: dict[str, tuple[str, MailSecurity]] = {
    "gmail.com": ("smtp.gmail.com", "implicit"),
    "googlemail.com": ("smtp.gmail.com", "implicit"),
    "outlook.com": ("smtp-mail.outlook.com", "starttls"),
    "hotmail.com": ("smtp-mail.outlook.com", "starttls"),
    "live.com": ("smtp-mail.outlook.com", "starttls"),
    "icloud.com": ("smtp.mail.me.com", "starttls"),
    "me.com": ("smtp.mail.me.com", "starttls"),
    "yahoo.com": ("smtp.mail.yahoo.com", "implicit"),
    "aol.com": ("smtp.aol.com", "implicit"),
    "fastmail.com": ("smtp.fastmail.com", "implicit"),
    "zoho.com": ("smtp.zoho.com", "implicit"),
    "gmx.de": ("mail.gmx.net", "implicit"),
    "gmx.net": ("mail.gmx.net", "implicit"),
    "gmx.at": ("mail.gmx.net", "implicit"),
    "web.de": ("smtp.web.de", "starttls"),
    "t-online.de": ("securesmtp.t-online.de", "implicit"),
    "posteo.de": ("posteo.de", "implicit"),
    "mailbox.org": ("smtp.mailbox.org", "implicit"),
    "orange.fr": ("smtp.orange.fr", "implicit"),
    "free.fr": ("smtp.free.fr", "implicit"),
    "laposte.net": ("smtp.laposte.net", "implicit"),
}
_HOSTS: dict[str, MailSecurity] = {"smtp.office365.com": "starttls", **dict(_SERVERS.values())}


def suggested(address: str) -> Suggested | None:
    """Return the server of the provider whose address it is; None for a domain of one's own."""
    found = _SERVERS.get(address.rpartition("@")[2].strip().lower())
    return Suggested(found[0], PORTS[found[1]], found[1]) if found else None


def security_of(host: str) -> MailSecurity | None:
    """Return how a known server is spoken to; localhost is this computer."""
    plain = host.strip().lower()
    return "none" if plain in {"localhost", "127.0.0.1", "::1"} else _HOSTS.get(plain)
