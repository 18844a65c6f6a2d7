"""Books of an earlier shape open, and say what they said."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, select, text

from desktop.archive import Archive
from desktop.database import MIGRATIONS, open_database
from desktop.models import Customer, Document, Issued, Office, Series
from desktop.queries.credits import issued_body
from desktop.queries.documents import ListQuery, document_ordinals
from desktop.queries.gaps import series_report
from desktop.queries.pay_ways import pay_ways
from tests.desktop.office import TODAY, Desk

_DROPPED = {
    "series": ("shows_year", "shows_month"),
    "issued": ("period", "counter"),
    "document": ("corrects_id", "credited_minor", "written_off_minor", "payment_terms"),
}
_BANK = "IBAN: IE29 AIBK 9311 5212 3456 78" + "\n" + "BIC: AIBKIE2D"
# What the first shape had and today's has not, as SQL.
_GONE = {
    "line": {"tax_label": "'VAT'", "tax_category": "'S'", "tax_rate": "230000"},
    "office": {"payment_days": "21", "bank": f"'{_BANK}'"},
    "customer": {"payment_days": "14"},
}


@pytest.fixture
def old_books(desk: Desk, tmp_path: Path) -> Path:
    """Books of the first shape with two invoices and a quote: what stands in today's tables, put back into them."""
    for kind in ("invoice", "invoice", "quote"):
        desk.issue(desk.draft(kind=kind))
    path = tmp_path / "old" / "books.db"
    path.parent.mkdir()
    _first_shape(path)
    with closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA foreign_keys=OFF")
        old.execute("ATTACH ? AS today", (str(desk.books.path),))
        tables = [row[0] for row in old.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
        for table in tables:
            if not table.startswith(("alembic", "document_search")):
                columns = [row[1] for row in old.execute(f"PRAGMA main.table_info({table})")]
                values = [_GONE.get(table, {}).get(column, f'"{column}"') for column in columns]
                names = ", ".join(f'"{column}"' for column in columns)
                old.execute(f"INSERT INTO main.{table} ({names}) SELECT {', '.join(values)} FROM today.{table}")
        old.commit()
    return path


def _first_shape(path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()


def test_the_first_books_open_with_their_numbers_counted(old_books: Path, desk: Desk) -> None:
    with closing(sqlite3.connect(old_books)) as old:
        for table, columns in _DROPPED.items():
            assert not {row[1] for row in old.execute(f"PRAGMA table_info({table})")} & set(columns)
        frozen = old.execute("SELECT id, body, hash FROM issued ORDER BY id").fetchall()
    books = open_database(old_books)
    with books.read() as session:
        rows = session.scalars(select(Issued).order_by(Issued.series_id, Issued.position)).all()
        assert sorted((row.number, row.period, row.counter) for row in rows) == [
            ("INV-2026-0001", 2026, 1),
            ("INV-2026-0002", 2026, 2),
            ("QUO-2026-0001", 2026, 1),
        ]
        assert [(row.shows_year, row.shows_month) for row in session.scalars(select(Series))] == [(True, False)] * 3
        assert all(row.credited_minor == 0 for row in session.scalars(select(Document)))
        assert series_report(session, "invoice").is_clean
    with closing(sqlite3.connect(old_books)) as upgraded:
        assert upgraded.execute("SELECT id, body, hash FROM issued ORDER BY id").fetchall() == frozen
    opened = Desk(books, Archive(desk.archive.folder))
    assert opened.issue().number == "INV-2026-0003"
    books.close()


def test_issued_rows_are_as_unchangeable_after_the_upgrade_as_before(old_books: Path) -> None:
    books = open_database(old_books)
    for statement in ("UPDATE issued SET counter = 9", "DELETE FROM issued"):
        with pytest.raises(Exception, match="insert-only"), books.write() as session:
            session.execute(text(statement))
    books.close()


def test_a_copy_of_the_old_shape_is_kept_beside_the_books(old_books: Path) -> None:
    open_database(old_books).close()
    copies = list(old_books.parent.glob("books-before-*.db"))
    assert len(copies) == 1
    with closing(sqlite3.connect(copies[0])) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert copy.execute("SELECT count(*) FROM issued").fetchone() == (3,)


def test_days_to_pay_become_payment_terms(old_books: Path) -> None:
    books = open_database(old_books)
    with books.read() as session:
        assert session.scalars(select(Office.payment_terms)).one() == "net:21"
        assert set(session.scalars(select(Customer.payment_terms))) == {"net:14"}
    books.close()


def test_the_bank_details_of_before_are_the_first_way_to_pay(old_books: Path, desk: Desk) -> None:
    with closing(open_database(old_books)) as books:
        with books.read() as session:
            (way,) = pay_ways(session)
            assert (way.kind, way.label, way.details) == ("bank", "", _BANK)
            assert set(session.scalars(select(Document.pay_ways))) == {None}
        opened = Desk(books, Archive(desk.archive.folder))
        number = opened.issue()
        body = opened.read(lambda session: issued_body(session, number.document_id))
    assert [(row.label, row.value) for row in body.ways[0].details] == [
        ("IBAN", "IE29 AIBK 9311 5212 3456 78"),
        ("BIC", "AIBKIE2D"),
    ]


def test_books_without_bank_details_have_no_way_to_pay_yet(old_books: Path) -> None:
    with closing(sqlite3.connect(old_books)) as old:
        old.execute("UPDATE office SET bank = char(10) || '  '")
        old.commit()
    with closing(open_database(old_books)) as books, books.read() as session:
        assert pay_ways(session) == ()


def _forget_answers(books: sqlite3.Connection) -> None:
    """Take out what revision 0010 brought."""
    added = {
        "office": ("quote_accepts", "quote_signature", "quote_terms", "quote_order_number"),
        "document": ("accepts", "asks_signature", "asks_terms", "asks_order_number", "answered_revision"),
        "portal_state": ("keys",),
    }
    for table, columns in added.items():
        for column in columns:
            books.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    books.execute("DROP TABLE answer")
    books.execute("DROP TABLE comment")


def _forget_assistant(books: sqlite3.Connection) -> None:
    """Take out what revision 0018 brought."""
    for table in ("remembered", "proposal", "assistant_call", "assistant_key"):
        books.execute(f"DROP TABLE {table}")


def _forget_ways(books: sqlite3.Connection) -> None:
    """Take out what revision 0022 brought, and put back what it took."""
    books.execute("DROP TABLE payment_method")
    books.execute("ALTER TABLE document DROP COLUMN pay_ways")
    books.execute("ALTER TABLE office ADD COLUMN bank TEXT NOT NULL DEFAULT ''")


def _forget_tasks(books: sqlite3.Connection) -> None:
    """Take out what revision 0021 brought."""
    books.execute("DROP TABLE task")


def _forget_house_rules(books: sqlite3.Connection) -> None:
    """Take out what revision 0023 brought."""
    for column in ("money_policy", "small_minor"):
        books.execute(f"ALTER TABLE office DROP COLUMN {column}")


def _forget_notices(books: sqlite3.Connection) -> None:
    """Take out what revision 0020 brought."""
    books.execute("DROP INDEX ix_activity_noticed")
    for table in ("notice_rule", "notice_read", "notice_mark"):
        books.execute(f"DROP TABLE {table}")


def _forget_texts(books: sqlite3.Connection) -> None:
    """Take out what revision 0019 brought."""
    for table in ("text_message", "text_account", "opt_out"):
        books.execute(f"DROP TABLE {table}")


def _forget_mail(books: sqlite3.Connection) -> None:
    """Take out what revision 0016 brought."""
    for table in ("mail", "mail_account"):
        books.execute(f"DROP TABLE {table}")


def _forget_online(books: sqlite3.Connection) -> None:
    """Take out what revision 0015 brought."""
    added = {"office": ("pay_online", "pay_parts", "pay_part_minor"), "document": ("pays_online", "pays_parts")}
    for table, columns in added.items():
        for column in columns:
            books.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in ("online_charge", "stripe_account"):
        books.execute(f"DROP TABLE {table}")


def _forget_money(books: sqlite3.Connection) -> None:
    """Take out what revision 0014 brought."""
    books.execute("DROP INDEX ix_document_owed")
    books.execute("ALTER TABLE document DROP COLUMN written_off_minor")
    for table in ("write_off", "refund", "allocation", "payment"):
        books.execute(f"DROP TABLE {table}")


def test_of_each_quote_the_oldest_invoice_that_stands_bears_its_amounts(desk: Desk) -> None:
    """Books of before did not say so: there it was the first one."""
    quote = desk.issue(desk.draft(kind="quote")).document_id
    invoices = [desk.draft() for _ in range(3)]
    with desk.books.write() as session:
        for each in invoices:
            session.get_one(Document, each).from_quote_id = quote
        session.get_one(Document, invoices[0]).voided_at = desk.now
    desk.books.close()
    with closing(sqlite3.connect(desk.books.path)) as books:
        books.execute("ALTER TABLE document DROP COLUMN bears_quote_amounts")
        _forget_ways(books)
        _forget_tasks(books)
        _forget_assistant(books)
        _forget_house_rules(books)
        _forget_notices(books)
        _forget_texts(books)
        _forget_mail(books)
        _forget_online(books)
        _forget_money(books)
        _forget_answers(books)
        for index in ("document_offered", "link_ends", "link_asked", "activity_quote_requested"):
            books.execute(f"DROP INDEX ix_{index}")
        for table, column in (("customer", "version"), ("outbox", "customer_id"), ("content", "customer_id")):
            books.execute(f"DROP INDEX IF EXISTS ix_{table}_{column}")
            books.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        books.execute("UPDATE alembic_version SET version_num = '0007'")
        books.commit()
    with closing(open_database(desk.books.path)) as reopened, reopened.read() as session:
        bearing = select(Document.id).where(Document.bears_quote_amounts)
        assert session.scalars(bearing).all() == [invoices[1]]


def test_what_was_found_before_the_upgrade_is_found_after_it(old_books: Path, desk: Desk) -> None:
    with closing(sqlite3.connect(old_books)) as old:
        old.execute("ATTACH ? AS today", (str(desk.books.path),))
        columns = "rowid, number, customer, words"
        old.execute(f"INSERT INTO main.document_search ({columns}) SELECT {columns} FROM today.document_search")
        old.commit()
    books = open_database(old_books)
    with books.read() as session:
        for typed in ("rosewood", "r", "inv 2"):
            found = document_ordinals(session, ListQuery("invoice", TODAY, search=typed))
            assert len(found) == 2, typed
    books.close()
