"""Books of every earlier shape open, say the same, and were copied first."""

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from billing.issued import IssuedTax
from desktop.database import MIGRATIONS, open_database
from desktop.queries.drafts import draft
from desktop.queries.people import tax_rates
from desktop.services.drafts import totals_of

_TAX, _DOCUMENT = UUID(int=1), UUID(int=2)
_LINES = (("VAT", "S", 135_000), ("VAT", "S", 135_000), ("VAT", "Z", 0))


def test_books_of_the_first_shape_open_with_every_line_as_it_was(tmp_path: Path) -> None:
    path = _first_shape(tmp_path / "books.db")
    books = open_database(path)
    with books.read() as session:
        values = draft(session, _DOCUMENT)
        (tax,) = tax_rates(session)
    books.close()
    vat, zero = IssuedTax(label="VAT", rate=Decimal("13.5")), IssuedTax(label="VAT", category="Z")
    assert [line.taxes for line in values.lines] == [(vat,), (vat,), (zero,)]
    assert (values.charges, values.withholding, values.cash_step, values.typed) == ((), None, 0, {})
    assert totals_of(values).total == 30_000 + 2_700
    assert (tax.taxes, tax.beside_id) == ((vat,), None)


def test_what_is_owed_stays_what_it_was(tmp_path: Path) -> None:
    path = _first_shape(tmp_path / "books.db")
    open_database(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT total_minor, payable_minor FROM document").fetchall() == [(32_700, 32_700)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_copy_of_the_earlier_shape_lies_beside_the_books(tmp_path: Path) -> None:
    path = _first_shape(tmp_path / "books.db")
    open_database(path).close()
    (copy,) = tmp_path.glob("books-before-*.db")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert connection.execute("SELECT count(tax_rate) FROM line").fetchall() == [(3,)]


def _first_shape(path: Path) -> Path:
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        _insert(connection, "tax_rate", id=_TAX.hex, label="VAT", category="S", rate=135_000, is_default=1)
        _insert(
            connection, "document", id=_DOCUMENT.hex, ordinal=1, kind="invoice", customer_name="", created_at=0,
            changed_at=0, currency="EUR", price_mode="exclusive", rounding="per_total", supplied="", order_reference="",
            discount_reason="", message="", terms="", notes="", answer="", total_minor=32_700, settled_minor=0,
            payable="", version=0,
        )  # fmt: skip
        for place, (label, category, rate) in enumerate(_LINES):
            _insert(
                connection, "line", id=UUID(int=10 + place).hex, document_id=_DOCUMENT.hex, position=place, title="Oak",
                detail="", quantity=1_000_000, unit="", unit_price=100_000_000, tax_label=label, tax_category=category,
                tax_rate=rate, optional=0, chosen=1, typed="{}",
            )  # fmt: skip
        connection.commit()
    return path


def _insert(connection: sqlite3.Connection, table: str, **values: object) -> None:
    names, places = ", ".join(values), ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", list(values.values()))
