"""CHAIN: the chain of 100,000 issued documents, verified, beside hashing the same bytes and nothing else."""

import hashlib
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from uuid_utils.compat import uuid7

from benchmarks.books import big_books
from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure, Sample
from billing.canonical import canonical, sha256
from billing.issued import IssuedDocument, IssuedLine, IssuedTax, Party, chain_hash
from billing.totals import PriceMode, TaxRounding
from desktop.database import Database, open_database
from desktop.models import Document, Issued, Series
from desktop.services.verifying import verify_chains

_BATCH = 10_000
_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


@contextmanager
def subject() -> Iterator[Measure]:
    """Measure the check of every row: chain, seal, place."""
    database = Database(_chained_books())
    yield lambda: _verified(database)
    database.close()


@contextmanager
def anchor() -> Iterator[Measure]:
    """Measure SHA-256 over the same stored bytes, read by the bare driver."""
    path = _chained_books()
    with closing(sqlite3.connect(path)) as connection:
        yield lambda: _hashed(connection)


def _verified(database: Database) -> Sample:
    begun = time.perf_counter()
    with database.read() as session:
        report = verify_chains(session)
    assert report.is_sound, report.faults[:1]
    return {"seconds": time.perf_counter() - begun}


def _hashed(connection: sqlite3.Connection) -> Sample:
    begun = time.perf_counter()
    rows = connection.execute("SELECT previous, body, pdf_sha256, hash FROM issued ORDER BY series_id, position")
    for previous, body, pdf, found in rows:
        assert hashlib.sha256(b"|".join((previous.encode(), body, pdf.encode()))).hexdigest() == found
    return {"seconds": time.perf_counter() - begun}


def _chained_books() -> Path:
    """Return the big books with an issued row for each document, adding those if need be (about 30 s)."""
    path = big_books() / "chain.db"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        books = open_database(big_books() / "books.db")
        books.backup(unfinished)
        books.close()
        _issue_all(unfinished)
        unfinished.rename(path)
    return path


def _issue_all(path: Path) -> None:
    database = open_database(path)
    body = _body()
    with database.write() as session:
        series = session.scalars(select(Series).where(Series.kind == "invoice")).one()
        documents = session.execute(select(Document.id, Document.number).order_by(Document.ordinal)).all()
        rows: list[dict[str, Any]] = []
        for position, (document_id, number) in enumerate(documents, 1):
            assert number is not None
            stored = canonical(body.model_copy(update={"number": number}))
            row = _row(series, position, document_id, number, stored)
            series.head = row.hash
            rows.append({column.key: getattr(row, column.key) for column in Issued.__table__.columns})
            if len(rows) == _BATCH:
                session.execute(insert(Issued), rows)
                rows = []
    database.close()


def _row(series: Series, position: int, document_id: Any, number: str, stored: bytes) -> Issued:
    pdf = sha256(number.encode())
    row = Issued(
        id=uuid7(), document_id=document_id, series_id=series.id, position=position, revision=1, number=number,
        period=int(number[4:8]), counter=position, body=stored, pdf_sha256=pdf, pdf_size=30_000, previous=series.head,
        hash=chain_hash(series.head, stored, pdf), issued_at=_AT,
    )  # fmt: skip
    row.close()
    return row


def _body() -> IssuedDocument:
    """An invoice of five lines, as long as invoices are."""
    dice = random.Random(1)
    lines = tuple(
        IssuedLine(
            title=f"Wall panelling, oiled oak, room {at}",
            detail="To drawing RD-14 rev. C, fitted on site",
            quantity="38.75",
            unit="m²",
            unit_price=f"{dice.randrange(1, 500)}.40",
            taxes=(IssuedTax(label="VAT", rate="23"),),
        )
        for at in range(5)
    )  # fmt: skip
    party = Party(name="Rosewood Dental Practice", address=("7 Rosewood Road", "Dublin 8"), country="IE")
    return IssuedDocument(
        kind="invoice", number="", language="en-IE", time_zone="Europe/Dublin", currency="EUR", exponent=2,
        price_mode=PriceMode.EXCLUSIVE, rounding=TaxRounding.PER_TOTAL, issued_on=date(2026, 11, 20), seller=party,
        buyer=party, lines=lines, terms="Payment within 30 days. " * 8,
    )  # fmt: skip


BENCHMARK = Benchmark(
    title="the chain of 100,000 issued documents, every row checked",
    figures=(
        Figure("CHAIN", "seconds", "s", "x hashing the same bytes", goal=5.0),
        Figure("CHAIN-time", "seconds", "s", "s", goal=10.0, against=Against.ALONE),
    ),
    subject=subject,
    anchor=anchor,
    rounds=3,
)
