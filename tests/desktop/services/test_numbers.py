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
from sqlalchemy import func, select

from billing.issued import chain_hash
from desktop.archive import Archive
from desktop.assistant.calling import Calls
from desktop.assistant.office import Office
from desktop.assistant.registry import ALL
from desktop.database import open_database
from desktop.models import AssistantCall, Document, Issued, Series
from desktop.services.assisting.keys import mint_key
from desktop.services.issuing import issue
from desktop.services.mailing.account import AccountValues, save_account
from tests.desktop.assistant.asking import OpenDoors
from tests.desktop.office import NOON, TODAY, Desk, open_desk

# Children that die must not share the test's own memory; forkserver starts them warm where there is fork.
if sys.platform == "win32":
    _CONTEXT = multiprocessing.get_context("spawn")
else:
    _CONTEXT = multiprocessing.get_context("forkserver")

_ACCOUNT = AccountValues("smtp.example.com", 587, "starttls", "", "office@alder.example", "Alder & Finch")


def test_promise_m8_fifty_kills_leave_no_gap_and_no_double(tmp_path: Path) -> None:
    """Window and assistant issue; the process is killed 50 times at any moment. Share: 25 s."""
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
    desk.connect()
    customer = desk.customer()
    key = desk.write(lambda session: mint_key(session, "Claude", "act", at=NOON, acts=["email_invoice"])).secret
    desk.write(lambda session: save_account(session, _ACCOUNT, at=NOON))
    _CONTEXT.set_forkserver_preload(["tests.desktop.services.test_numbers"])
    for _ in range(rounds):
        with desk.books.write() as session:
            waiting = session.scalars(select(Document.id).where(Document.number.is_(None))).all()
        for _ in range(12 - len(waiting)):
            desk.draft(customer=customer)
        _die_while_issuing(folder, key, dice)
        _check_series(desk, folder)
    assert desk.read(lambda session: session.scalars(select(Series.last).where(Series.kind == "invoice")).one()) > 0
    assert desk.read(lambda session: session.scalar(select(func.count()).select_from(AssistantCall)))
    desk.books.close()


def _die_while_issuing(folder: Path, key: str, dice: random.Random) -> None:
    ours, theirs = _CONTEXT.Pipe()
    child = _CONTEXT.Process(target=_issue_everything, args=(folder, key, theirs))
    child.start()
    ours.recv()
    wanted = dice.randrange(1, 6)
    for _ in range(wanted):
        if not ours.poll(5) or ours.recv() == "done":
            break
    ours.poll(dice.random() * 0.02)
    child.kill()
    child.join()


def _issue_everything(folder: Path, key: str, news: Connection) -> None:
    database, archive = open_database(folder / "books.db"), Archive(folder / "archive")
    with database.read() as session:
        drafts = session.scalars(select(Document.id).where(Document.number.is_(None))).all()
    calls = Calls(_assistant(Desk(database, archive)))
    news.send("ready")

    def press() -> None:
        for document in drafts[::2]:
            with database.write() as session:
                issue(session, document, on=TODAY, at=NOON, archive=archive)
            news.send("issued")

    def ask() -> None:
        for document in drafts[1::2]:
            outcome = calls.call(key, "email_invoice", {"invoiceId": str(document), "email": "a@r.example"})
            news.send("issued" if outcome.answer is not None else outcome.sentence)

    writers = [threading.Thread(target=work) for work in (press, ask)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    news.send("done")


def _assistant(desk: Desk) -> Office:
    return Office(
        tools=ALL,
        books=desk.books,
        doors=OpenDoors(desk.archive, desk),
        now=lambda: NOON,
        today=lambda _session, _now: TODAY,
        changed=lambda: None,
        called=lambda: None,
        broke=lambda error: print(repr(error), file=sys.stderr),
    )


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
        issued = {document.hex for document in session.scalars(select(Issued.document_id))}
        calls = session.scalars(select(AssistantCall)).all()
        assert {call.says for call in calls if call.outcome != "done"} == set()
        assert {UUID(call.arguments["invoiceId"]).hex for call in calls} <= issued
