"""A portal's store with 100,000 links to invoices of 20 lines, made once and kept under ``build/``."""

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
from portal import tables
from portal.context import Settings
from portal.database import open_database
from portal.instants import micros
from portal.store.offices import add_office
from tests.portal import samples

LINKS = 100_000
TOKENS = "tokens.txt"
STORE = "COUNTERFOIL_BENCHMARK_STORE"
_BATCH = 5_000


def big_store(count: int = LINKS) -> Path:
    """Return the folder of the big store, making it if need be (about a minute for 100,000)."""
    recipe = b"".join(Path(path).read_bytes() for path in (__file__, "portal/tables.py", "billing/snapshot.py"))
    name = f"store-{count}-{hashlib.sha256(recipe).hexdigest()[:12]}"
    folder = Path("build") / "benchmarks" / name
    if not (folder / TOKENS).exists():
        for older in folder.parent.glob(f"store-{count}-*"):
            shutil.rmtree(older)
        _make(folder, count)
    return folder


def addresses(folder: Path) -> list[str]:
    """Return the paths of all links in the store."""
    return [f"/portal/invoice/{token}" for token in (folder / TOKENS).read_text("ascii").split()]


def _make(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    now = datetime.now(UTC)
    plaintext = canonical(samples.view())
    tokens: list[str] = []
    with closing(open_database(Settings(data=folder).store_url, serving=False)) as database:
        with database.write() as connection:
            office = add_office(connection, "Alder & Finch", computer="bench", now=now).id
        for _ in range(count // _BATCH):
            made = [new_token() for _ in range(_BATCH)]
            rows = [_rows(office, token, plaintext, now) for token in made]
            with database.write() as connection:
                for table in ("doc", "content", "link", "wrap"):
                    connection.execute(insert(getattr(tables, table)), [row[table] for row in rows])
            tokens += [token.text for token in made]
    (folder / TOKENS).write_text("\n".join(tokens), "ascii")


def _rows(office: str, token: Token, plaintext: bytes, now: datetime) -> dict[str, dict[str, Any]]:
    keys, key = derive(token), new_key()
    doc, content = secrets.token_hex(16), secrets.token_hex(16)
    blob = seal(key, content_place(office, content, "view"), plaintext)
    return {
        "doc": {"office": office, "id": doc, "answered_revision": ""},
        "content": {"office": office, "id": content, "kind": "view", "size": len(blob), "blob": blob},
        "link": {
            "lookup": keys.lookup, "office": office, "doc": doc, "kind": "invoice", "version": 1,
            "digest": view_digest(keys, plaintext), "state": "open", "payable": doc, "revision": "", "view": content,
            "through": 0, "rev": 1, "expires_at": micros(now + timedelta(days=3_000)),
            "day": 0, "day_views": 0, "day_downloads": 0,
        },
        "wrap": {
            "lookup": keys.lookup, "content": content, "office": office,
            "sealed": seal_key(keys.wrap, wrap_place(office, keys.lookup, content), key),
        },
    }  # fmt: skip
