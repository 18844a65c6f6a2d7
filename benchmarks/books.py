"""Books with 100,000 invoices, made once and kept under ``build/`` until their shape changes."""

import hashlib
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from uuid_utils.compat import uuid7

from desktop.database import MIGRATIONS, open_database
from desktop.models import Customer, Document, Link
from desktop.services.office import Founding, found_office

INVOICES = 100_000
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_CUSTOMERS = 2_000
_BATCH = 10_000
_NAMES = ("Rosewood", "Quayside", "Hollis", "Bauer", "Midori", "Harbour", "Lindqvist", "Northgate", "Kowalczyk")
_TRADES = ("Dental Practice", "Coffee Roasters", "Joinery", "Hotel Group", "Pharmacy", "Homes", "Architects")
_GOODS = ("wall panelling", "reception desk", "door closer", "LED profile", "fitting on site", "waste removal")


def big_books() -> Path:
    """Return the folder of the big books, making them if need be (about 20 s)."""
    recipe = Path(__file__).read_bytes() + b"".join(path.read_bytes() for path in sorted(MIGRATIONS.rglob("*.py")))
    folder = Path("build") / "benchmarks" / f"books-{hashlib.sha256(recipe).hexdigest()[:12]}"
    if not (folder / "books.db").exists():
        shutil.rmtree(folder.parent, ignore_errors=True)
        _make(folder.with_suffix(".unfinished"))
        folder.with_suffix(".unfinished").rename(folder)
    return folder


def _make(folder: Path) -> None:
    dice = random.Random(4711)
    database = open_database(folder / "books.db")
    with database.write() as session:
        found_office(session, Founding("Alder & Finch", "IE", "EUR", "en-IE", "Europe/Dublin"))
        customers = list(_customers(dice))
        session.execute(insert(Customer), customers)
    for start in range(0, INVOICES, _BATCH):
        documents = [_document(dice, number, dice.choice(customers)) for number in range(start, start + _BATCH)]
        with database.write() as session:
            session.execute(insert(Document), documents)
            session.execute(insert(Link), [_link(dice, each) for each in documents])
            session.execute(_FIND, [_words(dice, each) for each in documents])
    with database.write() as session:
        session.execute(text("ANALYZE"))
    database.close()


_FIND = text(
    "INSERT INTO document_search (rowid, number, customer, words) VALUES (:ordinal, :number, :customer, :words)"
)


def _customers(dice: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(_CUSTOMERS):
        name = f"{dice.choice(_NAMES)} {dice.choice(_TRADES)} {number}"
        yield {"id": uuid7(), "name": name, "created_at": NOW}


def _document(dice: random.Random, number: int, customer: dict[str, Any]) -> dict[str, Any]:
    issued_on = date(2021, 11, 20) + timedelta(days=number * 1825 // INVOICES)
    issued_at = datetime(issued_on.year, issued_on.month, issued_on.day, 8, tzinfo=UTC) + timedelta(seconds=number % 60)
    total = dice.randrange(1_000, 2_000_000)
    return {
        "id": uuid7(),
        "ordinal": number + 1,
        "kind": "invoice",
        "customer_id": customer["id"],
        "customer_name": customer["name"],
        "created_at": issued_at,
        "changed_at": issued_at,
        "currency": dice.choice(("EUR", "EUR", "EUR", "GBP", "SEK")),
        "price_mode": "exclusive",
        "rounding": "per_total",
        "due_on": issued_on + timedelta(days=30),
        "doc": f"{number:032x}",
        "number": f"INV-{issued_on.year}-{number + 1:06d}",
        "issued_on": issued_on,
        "issued_at": issued_at,
        "handed_over_at": issued_at if dice.random() < 0.95 else None,
        "viewed_at": issued_at if dice.random() < 0.8 else None,
        "total_minor": total,
        "payable_minor": total,
        "settled_minor": total if dice.random() < 0.9 else 0,
        "version": 1,
    }


def _link(dice: random.Random, document: dict[str, Any]) -> dict[str, Any]:
    lookup = hashlib.sha256(document["doc"].encode()).hexdigest()
    return {
        "id": uuid7(),
        "document_id": document["id"],
        "kind": "invoice",
        "token": lookup[:32],
        "lookup": lookup,
        "lifetime": 30 * 86_400,
        "created_at": document["issued_at"],
        "published_at": document["issued_at"],
        "expires_at": document["issued_at"] + timedelta(days=30),
        "views": dice.randrange(9),
    }


def _words(dice: random.Random, document: dict[str, Any]) -> dict[str, Any]:
    words = f"{document['total_minor'] / 100:.2f} {dice.choice(_GOODS)} {dice.choice(_GOODS)}"
    return {
        "ordinal": document["ordinal"],
        "number": document["number"],
        "customer": document["customer_name"],
        "words": words,
    }
