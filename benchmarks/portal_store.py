"""A portal's store, made once, kept in ``build/``: 100,000 links to invoices of 20 lines, 20,000 to quotes that wait
for an answer with two of their 20 lines to choose, and 10,000 to lists of 20 documents."""

import hashlib
import secrets
import shutil
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from billing.canonical import canonical
from billing.customer_index import CustomerIndex
from billing.links import Token, derive, new_token, view_digest
from billing.sealing import content_place, new_key, seal, seal_key, wrap_place
from billing.snapshot import View
from portal import tables
from portal.context import Settings
from portal.database import Database, open_database
from portal.instants import micros
from portal.store.offices import add_office
from tests.portal import samples

LINKS = {"invoice": 100_000, "quote": 20_000, "customer": 10_000}
STORE = "COUNTERFOIL_BENCHMARK_STORE"
_BATCH = 5_000


def big_store() -> Path:
    """Return the folder of the big store, making it if need be (about a minute)."""
    recipe = b"".join(Path(path).read_bytes() for path in (__file__, "portal/tables.py", "billing/snapshot.py"))
    folder = Path("build") / "benchmarks" / f"store-{hashlib.sha256(recipe).hexdigest()[:12]}"
    if not _tokens(folder, "customer").exists():
        for older in folder.parent.glob("store-*"):
            shutil.rmtree(older)
        _make(folder)
    return folder


def addresses(folder: Path, kind: str = "invoice") -> list[str]:
    """Return the paths of all links of ``kind`` in the store."""
    return [f"/portal/{kind}/{token}" for token in _tokens(folder, kind).read_text("ascii").split()]


def _tokens(folder: Path, kind: str) -> Path:
    return folder / f"{kind}.txt"


def _make(folder: Path) -> None:
    folder.mkdir(parents=True)
    now = datetime.now(UTC)
    shown = {"invoice": samples.view(), "quote": _quote(), "customer": _list()}
    with closing(open_database(Settings(data=folder).store_url, serving=False)) as database:
        with database.write() as connection:
            office = add_office(connection, "Alder & Finch", computer="bench", now=now).id
        for kind, count in LINKS.items():
            tokens = _fill(database, office, kind, canonical(shown[kind]), count, now)
            _tokens(folder, kind).write_text("\n".join(tokens), "ascii")


def _quote() -> View:
    options = (samples.line(optional=True), samples.line(title="Night lighting", optional=True, chosen=False))
    return samples.quote(samples.OPEN, lines=(*samples.lines(18), *options), valid_until=date(2099, 12, 31))


def _list() -> CustomerIndex:
    found = [
        samples.facts_of(f"INV-2026-{number:04}", 12_345, state="paid" if number % 3 else "open")
        for number in range(20)
    ]
    return samples.listing(found)


def _fill(database: Database, office: str, kind: str, shown: bytes, count: int, now: datetime) -> list[str]:
    tokens: list[str] = []
    for _ in range(count // _BATCH):
        made = [new_token() for _ in range(_BATCH)]
        rows = [_rows(office, token, kind, shown, now) for token in made]
        with database.write() as connection:
            for table in ("content", "link", "wrap") if kind == "customer" else ("doc", "content", "link", "wrap"):
                connection.execute(insert(getattr(tables, table)), [row[table] for row in rows])
        tokens += [token.text for token in made]
    return tokens


def _rows(office: str, token: Token, kind: str, plaintext: bytes, now: datetime) -> dict[str, dict[str, Any]]:
    keys, key = derive(token), new_key()
    doc, content = secrets.token_hex(16), secrets.token_hex(16)
    own = None if kind == "customer" else doc
    blob = seal(key, content_place(office, content, "view"), plaintext)
    return {
        "doc": {"office": office, "id": doc, "answered_revision": ""},
        "content": {"office": office, "id": content, "kind": "view", "size": len(blob), "blob": blob},
        "link": {
            "lookup": keys.lookup, "office": office, "doc": own, "kind": kind, "version": 1,
            "digest": view_digest(keys, plaintext), "state": "open", "payable": doc, "revision": "", "view": content,
            "through": 0, "rev": 1, "expires_at": micros(now + timedelta(days=3_000)),
            "day": 0, "day_views": 0, "day_downloads": 0,
        },
        "wrap": {
            "lookup": keys.lookup, "content": content, "office": office,
            "sealed": seal_key(keys.wrap, wrap_place(office, keys.lookup, content), key),
        },
    }  # fmt: skip
