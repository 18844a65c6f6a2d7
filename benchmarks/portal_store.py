"""A portal's store with 100,000 links to invoices of 20 lines and 20,000 to quotes, made once, kept in ``build/``."""

import hashlib
import secrets
import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from billing.canonical import canonical
from billing.links import Token, derive, new_token, view_digest
from billing.sealing import content_place, new_key, seal, seal_key, wrap_place
from billing.snapshot import View
from portal import tables
from portal.context import Settings
from portal.database import Database, open_database
from portal.instants import micros
from portal.store.offices import add_office
from tests.portal import samples

LINKS = {"invoice": 100_000, "quote": 20_000}
STORE = "COUNTERFOIL_BENCHMARK_STORE"
_BATCH = 5_000


def big_store() -> Path:
    """Return the folder of the big store, making it if need be (about a minute)."""
    recipe = b"".join(Path(path).read_bytes() for path in (__file__, "portal/tables.py", "billing/snapshot.py"))
    folder = Path("build") / "benchmarks" / f"store-{hashlib.sha256(recipe).hexdigest()[:12]}"
    if not _tokens(folder, "quote").exists():
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
    views = {"invoice": samples.view(), "quote": samples.quote(lines=samples.lines())}
    with closing(open_database(Settings(data=folder).store_url, serving=False)) as database:
        with database.write() as connection:
            office = add_office(connection, "Alder & Finch", computer="bench", now=now).id
        for kind, count in LINKS.items():
            tokens = _fill(database, office, views[kind], count, now)
            _tokens(folder, kind).write_text("\n".join(tokens), "ascii")


def _fill(database: Database, office: str, view: View, count: int, now: datetime) -> list[str]:
    tokens: list[str] = []
    for _ in range(count // _BATCH):
        made = [new_token() for _ in range(_BATCH)]
        rows = [_rows(office, token, view.kind, canonical(view), now) for token in made]
        with database.write() as connection:
            for table in ("doc", "content", "link", "wrap"):
                connection.execute(insert(getattr(tables, table)), [row[table] for row in rows])
        tokens += [token.text for token in made]
    return tokens


def _rows(office: str, token: Token, kind: str, plaintext: bytes, now: datetime) -> dict[str, dict[str, Any]]:
    keys, key = derive(token), new_key()
    doc, content = secrets.token_hex(16), secrets.token_hex(16)
    blob = seal(key, content_place(office, content, "view"), plaintext)
    return {
        "doc": {"office": office, "id": doc, "answered_revision": ""},
        "content": {"office": office, "id": content, "kind": "view", "size": len(blob), "blob": blob},
        "link": {
            "lookup": keys.lookup, "office": office, "doc": doc, "kind": kind, "version": 1,
            "digest": view_digest(keys, plaintext), "state": "open", "payable": doc, "revision": "", "view": content,
            "through": 0, "rev": 1, "expires_at": micros(now + timedelta(days=3_000)),
            "day": 0, "day_views": 0, "day_downloads": 0,
        },
        "wrap": {
            "lookup": keys.lookup, "content": content, "office": office,
            "sealed": seal_key(keys.wrap, wrap_place(office, keys.lookup, content), key),
        },
    }  # fmt: skip
