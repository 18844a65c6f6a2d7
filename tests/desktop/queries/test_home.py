"""Home: who waits for what, until somebody has done it; what is owed by age, to the cent."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from desktop.models import Answer, Comment, Document, Link, Outbox, PortalState
from desktop.queries.hands import Hand
from desktop.queries.home import hands_count, home
from desktop.services.activity import record
from desktop.services.answering import read_comments, see_answers
from desktop.services.links import copy_link, revoke
from desktop.services.tasks import add_task, tick_off
from tests.desktop.office import TODAY, Desk, line
from tests.desktop.views.doors import link_of, received


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    desk.connect()
    document = desk.issue().document_id
    received(desk, document)
    return document


@pytest.fixture
def quote(desk: Desk) -> UUID:
    desk.connect()
    document = desk.issue(desk.draft(kind="quote")).document_id
    received(desk, document)
    return document


def hands(desk: Desk) -> tuple[Hand, ...]:
    found = desk.read(lambda session: home(session, today=TODAY, now=desk.now)).hands
    assert desk.read(lambda session: hands_count(session, today=TODAY, now=desk.now)) == len(found)
    return found


def _add(comment: Comment, session: Session) -> None:
    session.add(comment)


def change(desk: Desk, document: UUID, **facts: object) -> None:
    def write(session: Session) -> None:
        row = session.get_one(Document, document)
        for name, value in facts.items():
            setattr(row, name, value)

    desk.write(write)


def ask(desk: Desk, document: UUID) -> None:
    def write(session: Session) -> None:
        link = link_of(session, document)
        link.asked_at, link.expires_at = desk.now, desk.now - timedelta(days=1)
        record(session, "link.requested", at=desk.now, document=document, who="customer")

    desk.write(write)


def test_nothing_needs_a_hand_in_new_books(desk: Desk) -> None:
    assert hands(desk) == ()


def test_a_customer_who_asks_waits_until_a_fresh_link_was_handed_over(desk: Desk, invoice: UUID) -> None:
    ask(desk, invoice)
    [hand] = hands(desk)
    assert (hand.kind, hand.customer, hand.document_id, hand.at) == ("asked", "Rosewood Dental", invoice, desk.now)
    desk.later(minutes=1)
    desk.write(lambda session: copy_link(session, invoice, at=desk.now))
    assert hands(desk) == ()


def test_a_fresh_link_that_nobody_was_given_answers_nobody(desk: Desk, invoice: UUID) -> None:
    """Renewing a quote or taking an answer back makes one as well; the customer still holds the old one."""
    ask(desk, invoice)
    desk.write(lambda session: setattr(link_of(session, invoice), "current", False))
    assert [hand.kind for hand in hands(desk)] == ["asked"]


def test_who_asks_is_told_by_the_portals_clock(desk: Desk, invoice: UUID) -> None:
    """This computer is ten minutes behind: what is copied five minutes later here came after the wish."""
    ask(desk, invoice)
    desk.write(lambda session: setattr(session.query(PortalState).one(), "offset_ms", 600_000))
    desk.later(minutes=-5)
    desk.write(lambda session: copy_link(session, invoice, at=desk.now))
    assert hands(desk) == ()


def test_nobody_waits_for_the_link_of_a_withdrawn_document(desk: Desk, invoice: UUID) -> None:
    ask(desk, invoice)
    change(desk, invoice, withdrawn_at=desk.now)
    assert hands(desk) == ()


def test_a_revoked_link_is_asked_for_in_vain(desk: Desk, invoice: UUID) -> None:
    ask(desk, invoice)
    desk.write(lambda session: revoke(session, invoice, why="wrong person", at=desk.now))
    desk.write(lambda session: setattr(link_of(session, invoice), "ended_as", "revoked"))
    assert hands(desk) == ()


def test_messages_wait_until_they_were_read(desk: Desk, invoice: UUID) -> None:
    for text in ("When do you come?", "Hello?"):
        desk.later(minutes=1)
        comment = Comment(document_id=invoice, by_office=False, at=desk.now, text=text)
        desk.write(partial(_add, comment))
    [hand] = hands(desk)
    assert (hand.kind, hand.count, hand.why, hand.document_id) == ("message", 2, "Hello?", invoice)
    desk.write(lambda session: read_comments(session, invoice, at=desk.now))
    assert hands(desk) == ()


def answer(desk: Desk, quote: UUID, kind: str) -> None:
    def write(session: Session) -> None:
        words = {"accepted": {"name": "Maeve"}, "declined": {"reason": "Too dear"}}[kind]
        session.add(Answer(document_id=quote, kind=kind, at=desk.now, revision=1, total_minor=12_300, **words))
        session.get_one(Document, quote).answer = kind

    desk.write(write)


@pytest.mark.parametrize(("kind", "why"), [("accepted", "Maeve"), ("declined", "Too dear")])
def test_an_answer_stands_there_until_tomorrow_and_until_it_was_seen(
    desk: Desk, quote: UUID, kind: str, why: str
) -> None:
    desk.later(days=-2)
    answer(desk, quote, kind)
    desk.later(days=2)
    [hand] = hands(desk)
    assert (hand.kind, hand.why, hand.document_kind) == (kind, why, "quote")
    desk.write(lambda session: see_answers(session, quote, at=desk.now))
    assert hands(desk) == ()


def test_an_answer_of_yesterday_stays_though_it_was_seen(desk: Desk, quote: UUID) -> None:
    desk.later(days=-1)
    answer(desk, quote, "accepted")
    desk.write(lambda session: see_answers(session, quote, at=desk.now))
    desk.later(days=1)
    assert [hand.kind for hand in hands(desk)] == ["accepted"]
    change(desk, quote, converted_at=desk.now)
    assert hands(desk) == ()


def test_a_wish_for_a_new_quote_waits_until_it_is_renewed(desk: Desk, quote: UUID) -> None:
    for _twice in range(2):
        desk.later(minutes=1)
        desk.write(lambda session: record(session, "quote.requested", at=desk.now, document=quote, who="customer"))
    assert [(hand.kind, hand.at) for hand in hands(desk)] == [("new_quote", desk.now)]
    desk.later(minutes=1)
    desk.write(lambda session: record(session, "renewed", at=desk.now, document=quote, until="2027-01-01", revision=2))
    assert hands(desk) == ()


def test_links_that_end_soon_count_only_while_their_document_is_open(desk: Desk, invoice: UUID, quote: UUID) -> None:
    for document in (invoice, quote):
        received(desk, document, days=3)
    assert {hand.document_id for hand in hands(desk)} == {invoice, quote}
    change(desk, invoice, settled_minor=12_300)
    change(desk, quote, valid_until=TODAY - timedelta(days=1))
    assert hands(desk) == ()


def test_many_links_that_end_soon_are_one_row(desk: Desk) -> None:
    desk.connect()
    who = desk.customer()
    for days in (1, 2, 3, 3, 4):
        document = desk.issue(desk.draft(customer=who)).document_id
        received(desk, document, days=days)
    [hand] = hands(desk)
    assert (hand.kind, hand.count, hand.document_id) == ("ending", 4, None)


def test_late_invoices_are_one_row_with_a_sum_of_each_currency(desk: Desk) -> None:
    documents = [desk.issue().document_id for _ in range(3)]
    change(desk, documents[0], due_on=TODAY - timedelta(days=1))
    [alone] = hands(desk)
    assert (alone.kind, alone.count, alone.document_id, alone.sums) == ("overdue", 1, documents[0], (("EUR", 12_300),))
    change(desk, documents[1], due_on=TODAY - timedelta(days=8), currency="GBP", settled_minor=300)
    [both] = hands(desk)
    assert (both.count, both.document_id, both.on) == (2, None, TODAY - timedelta(days=8))
    assert set(both.sums) == {("EUR", 12_300), ("GBP", 12_000)}


def test_what_the_portal_refused_names_the_document_and_why(desk: Desk, invoice: UUID) -> None:
    def park(session: Session) -> None:
        link = link_of(session, invoice)
        session.add(
            Outbox(kind="link.put", link_id=link.id, document_id=invoice, created_at=desk.now, parked_at=desk.now,
                   parked_why="Too large.")
        )  # fmt: skip

    desk.write(park)
    [hand] = hands(desk)
    assert (hand.kind, hand.why, hand.document_id) == ("refused", "Too large.", invoice)


def test_a_customers_own_link_is_asked_for_too(desk: Desk) -> None:
    desk.connect()
    who = desk.customer("Quayside")
    desk.write(lambda session: copy_link(session, who, at=desk.now))
    desk.later(days=40)
    desk.write(lambda session: setattr(session.query(Link).one(), "asked_at", desk.now))
    [hand] = hands(desk)
    assert (hand.kind, hand.customer, hand.customer_id, hand.document_id) == ("asked", "Quayside", who, None)


@pytest.mark.parametrize(("late", "age"), [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (90, 3), (91, 4)])
def test_what_is_owed_stands_under_its_age(desk: Desk, late: int, age: int) -> None:
    invoice = desk.issue(desk.draft(line(price="10", rate="0"))).document_id
    change(desk, invoice, due_on=TODAY - timedelta(days=late), credited_minor=200)
    paid, void = desk.issue().document_id, desk.issue().document_id
    change(desk, paid, settled_minor=12_300)
    change(desk, void, voided_at=desk.now)
    [owed] = desk.read(lambda session: home(session, today=TODAY, now=desk.now)).owed
    assert [each.minor for each in owed.ages] == [800 if place == age else 0 for place in range(5)]
    assert (owed.open.minor, owed.overdue.count) == (800, int(late > 0))


def test_quotes_with_customers_are_those_that_may_still_be_answered(desk: Desk) -> None:
    quotes = [desk.issue(desk.draft(kind="quote")).document_id for _ in range(3)]
    change(desk, quotes[0], valid_until=TODAY - timedelta(days=1))
    change(desk, quotes[1], answer="declined")
    [offered] = desk.read(lambda session: home(session, today=TODAY, now=desk.now)).offered
    assert (offered.count, offered.minor) == (1, 12_300)


def test_last_activity_is_newest_first_and_says_of_what(desk: Desk, invoice: UUID) -> None:
    desk.later(minutes=1)
    desk.write(lambda session: copy_link(session, invoice, at=desk.now))
    rows = desk.read(lambda session: home(session, today=TODAY, now=desk.now)).happened
    assert [row.row.kind for row in rows] == ["link.copied", "issued"]
    assert (rows[0].document_id, rows[0].customer) == (invoice, "Rosewood Dental")


@pytest.mark.parametrize(
    "index",
    ["ix_document_owed", "ix_document_offered", "ix_comment_unread", "ix_link_asked", "ix_payment_unapplied"],
)
def test_home_reads_no_table_from_end_to_end(desk: Desk, index: str) -> None:
    """Where a query stops saying what its partial index says, SQLite silently reads all documents."""
    from sqlalchemy import event

    plans: list[str] = []
    with desk.books.read() as session:
        connection = session.connection()

        def explain(_connection, cursor, statement, parameters, _context, _many) -> None:  # type: ignore[no-untyped-def]
            if statement.startswith("SELECT"):
                plans.extend(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall())

        event.listen(connection.engine, "before_cursor_execute", explain)
        try:
            home(session, today=TODAY, now=desk.now)
        finally:
            event.remove(connection.engine, "before_cursor_execute", explain)
    assert any(index in step for step in plans)
    whole = {f"SCAN {table}" for table in ("document", "link", "comment", "activity", "payment")}
    assert not whole & set(plans)


def test_a_task_waits_from_its_day_on_until_it_is_ticked_off(desk: Desk, invoice: UUID) -> None:
    days = {"Today": TODAY, "Late": TODAY - timedelta(days=2), "Tomorrow": TODAY + timedelta(days=1), "Some day": None}
    for says, day in days.items():
        desk.write(partial(add_task, says=says, at=desk.now, document_id=invoice, due_on=day, who="assistant"))
    found = [hand for hand in hands(desk) if hand.kind == "task"]
    assert [(hand.why, hand.on) for hand in found] == [
        ("Late", days["Late"]), ("Today", TODAY), ("Some day", None),
    ]  # fmt: skip
    assert {hand.document_id for hand in found} == {invoice}
    for hand in found:
        assert hand.task_id is not None
        desk.write(partial(tick_off, task_id=hand.task_id, at=desk.now))
    assert [hand for hand in hands(desk) if hand.kind == "task"] == []
