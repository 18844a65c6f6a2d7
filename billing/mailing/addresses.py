"""E-mail addresses as people type them and as mail servers take them."""

import re
import unicodedata
from collections.abc import Sequence

from billing.errors import Refused
from billing.letters import whole_letters

MOST = 20
_LONGEST, _LONGEST_LOCAL = 254, 64
_BETWEEN = re.compile(r"[,;\n]")
_NAMED = re.compile(r"[^<>]*<\s*([^<>]*)\s*>")
_FORBIDDEN = re.compile(r'[\s"(),:;<>@\[\\\]]')
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class NotAnAddress(Refused):
    """Nobody can be reached by what stands there."""

    def __init__(self, typed: str) -> None:
        shown = "".join(letter if letter.isprintable() else "�" for letter in whole_letters(typed))[:60]
        super().__init__(f"“{shown}” is no e-mail address. Nothing was sent. Type one like name@example.com.")


class NoRecipient(Refused):
    """A message goes to somebody."""

    def __init__(self) -> None:
        super().__init__("There is no e-mail address. Nothing was sent. Type one, like name@example.com.")


class TooManyRecipients(Refused):
    """A message to a crowd shows everybody the addresses of everybody."""

    def __init__(self) -> None:
        super().__init__(f"One message goes to {MOST} addresses at most. Nothing was sent. Take some out.")


def read_address(typed: str) -> str:
    """Return the one address in ``typed``, the domain in small letters; ``Name <name@example.com>`` is understood.

    Letters of any script may stand in it. Raises NotAnAddress.
    """
    named = _NAMED.fullmatch(typed.strip())
    plain = unicodedata.normalize("NFC", (named[1] if named else typed).strip())
    local, at, domain = plain.rpartition("@")
    domain = domain.lower()
    if not at or not _is_local(local) or not _is_domain(domain) or len(f"{local}@{domain}".encode()) > _LONGEST:
        raise NotAnAddress(typed.strip())
    return f"{local}@{domain}"


def read_addresses(typed: str) -> tuple[str, ...]:
    """Return the addresses in ``typed``, between commas, semicolons or on lines of their own, each once.

    Raises NotAnAddress, NoRecipient, TooManyRecipients.
    """
    found = dict.fromkeys(read_address(part) for part in _BETWEEN.split(typed) if part.strip())
    if not found:
        raise NoRecipient
    if len(found) > MOST:
        raise TooManyRecipients
    return tuple(found)


def on_the_wire(address: str) -> str:
    """Return an address that was read with its domain as name servers know it (``xn--``)."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def needs_unicode(addresses: Sequence[str]) -> bool:
    """Tell whether only a server that takes SMTPUTF8 (RFC 6531) can be handed one of these addresses."""
    return not all(on_the_wire(address).isascii() for address in addresses)


def _is_local(local: str) -> bool:
    if not local or len(local.encode(errors="replace")) > _LONGEST_LOCAL or _FORBIDDEN.search(local):
        return False
    dotted = local.startswith(".") or local.endswith(".") or ".." in local
    return not dotted and not any(unicodedata.category(letter) in _INVISIBLE for letter in local)


def _is_domain(domain: str) -> bool:
    """A domain that Python's IDNA of 2003 would turn into another one (``ß`` into ``ss``) is refused: it is not ours to
    guess whose mail it becomes.
    """
    try:
        wire = domain.encode("idna").decode()
        if wire.encode().decode("idna") != domain and wire != domain:
            return False
    except UnicodeError:
        return False
    labels = wire.split(".")
    return len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()
