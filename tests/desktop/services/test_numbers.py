"""Numbers: no gap, no double, whatever kills the program while it issues."""

import multiprocessing
import random
import secrets
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from billing.issued import chain_hash
from desktop.archive import Archive
from desktop.database import open_database
from desktop.models import Document, Issued, Series
from desktop.services.issuing import issue
from tests.desktop.office import NOON, TODAY, Desk, open_desk

# Children that die must not share the test's own memory; forkserver starts them warm where there is fork.
if sys.platform == "win32":
    _CONTEXT = multiprocessing.get_context("spawn")
else:
    _CONTEXT = multiprocessing.get_context("forkserver")


def test_promise_m8_fifty_kills_leave_no_gap_and_no_double(tmp_path: Path) -> None:
    """Two writers issue; the process is killed 50 times at any moment. Share: 25 s."""
    _kill_while_issuing(tmp_path, rounds=50)


@pytest.mark.soak
def test_promise_m8_ten_thousand_kills_leave_no_gap_and_no_double(tmp_path: Path) -> None:
    """The same, 10,000 times."""
    _kill_while_issuing(tmp_path, rounds=10_000)


def _kill_while_issuing(folder: Path, *, rounds: int) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    desk = open_desk(folder)
    desk.found()
    customer = desk.customer()
    _CONTEXT.set_forkserver_preload(["tests.desktop.services.test_numbers"])
    for _ in range(rounds):
        with desk.books.write() as session:
            waiting = session.scalars(select(Document.id).where(Document.number.is_(None))).all()
        for _ in range(12 - len(waiting)):
            desk.draft(customer=customer)
        _die_while_issuing(folder, dice)
        _check_series(desk, folder)
    assert desk.read(lambda session: session.scalars(select(Series.last).where(Series.kind == "invoice")).one()) > 0
    desk.books.close()


def _die_while_issuing(folder: Path, dice: random.Random) -> None:
    ours, theirs = _CONTEXT.Pipe()
    child = _CONTEXT.Process(target=_issue_everything, args=(folder, theirs))
    child.start()
    ours.recv()
    wanted = dice.randrange(1, 6)
    for _ in range(wanted):
        if not ours.poll(5) or ours.recv() == "done":
            break
    ours.poll(dice.random() * 0.02)
    child.kill()
    child.join()


def _issue_everything(folder: Path, news: Connection) -> None:
    database, archive = open_database(folder / "books.db"), Archive(folder / "archive")
    with database.read() as session:
        drafts = session.scalars(select(Document.id).where(Document.number.is_(None))).all()
    news.send("ready")

    def work(mine: list[UUID]) -> None:
        for document in mine:
            with database.write() as session:
                issue(session, document, on=TODAY, at=NOON, archive=archive)
            news.send("issued")

    writers = [threading.Thread(target=work, args=(list(drafts[side::2]),)) for side in (0, 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    news.send("done")


def _check_series(desk: Desk, folder: Path) -> None:
    with desk.books.read() as session:
        series = session.scalars(select(Series).where(Series.kind == "invoice")).one()
        rows = session.scalars(select(Issued).order_by(Issued.position)).all()
        numbers = session.scalars(select(Document.number).where(Document.number.is_not(None))).all()
        assert [row.position for row in rows] == list(range(1, series.last + 1))
        assert sorted(filter(None, numbers)) == [f"INV-2026-{number:04d}" for number in range(1, series.last + 1)]
        previous = ""
        for row in rows:
            assert row.hash == chain_hash(previous, row.body, row.pdf_sha256)
            assert Archive(folder / "archive").read(row.pdf_sha256)
            previous = row.hash
        assert series.head == previous
