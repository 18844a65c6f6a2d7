"""What a portal keeps and logs, searched for what must not be there: the tokens and keys of a whole test."""

import re
import sqlite3
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

# One line per request: method, template, status, eight hex digits for the link, time. Nothing that anybody typed.
LINE = re.compile(r"([A-Z]+|-) (-|/[a-z0-9/{}:._]*) \d{3} (-|[0-9a-f]{8}) \d+\.\d ms")
_RUN = re.compile(rb"[0-9A-Za-z_+/-]{32,}")
_BEGINNING = 8  # signs by which a form is looked for; two that begin alike are rarer than a broken disk
_HEX = re.compile(rb"X'([0-9A-F]*)'")


def secrets_kept(store: Path, logged: Iterable[str], secrets: Iterable[str]) -> set[str]:
    """Return which of ``secrets`` (letters, digits, ``-`` and ``_``) lie in the store, its WAL, a dump or the log.

    Found raw, in hex and in base64 at each offset; percent-encoding leaves these signs as they are. Every such form is
    one run of the same signs, so the runs alone are searched.
    """
    with closing(sqlite3.connect(store)) as connection:
        dump = "\n".join(connection.iterdump()).encode()
    files = [path.read_bytes() for path in sorted(store.parent.glob(f"{store.name}*"))]
    whole = _HEX.sub(lambda found: bytes.fromhex(found[1].decode()), dump)
    runs = b"\n".join(_RUN.findall(b"\n".join([*files, whole, *(line.encode() for line in logged)])))
    forms = {form: each for each in secrets for form in _forms(each)}
    beginnings = {form[:_BEGINNING]: form for form in forms}
    places = (at for at in range(len(runs)) if runs[at : at + _BEGINNING] in beginnings)
    found = ((beginnings[runs[at : at + _BEGINNING]], at) for at in places)
    return {forms[form] for form, at in found if runs.startswith(form, at)}


def _forms(secret: str) -> set[bytes]:
    raw, code = secret.encode(), secret.encode().hex()
    padded = [b" " * offset + raw for offset in range(3)]
    encoded = {
        encode(text)[4 if text[0] == 32 else 0 : -4] for text in padded for encode in (b64encode, urlsafe_b64encode)
    }
    return {raw, code.encode(), code.upper().encode(), *encoded}
