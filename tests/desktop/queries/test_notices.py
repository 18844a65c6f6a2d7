"""Notices: what is worth one, what a person has read of them, and which kinds say so by themselves."""

from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from billing.mailing.addresses import NotAnAddress
from desktop.models import Activity
from desktop.queries.news import KINDS, mark, news
from desktop.queries.notices import MOST_COUNTED, notice_rows, notice_rules, notices_go_to, unread_count
from desktop.services.activity import record
from desktop.services.noticing import NoSuchNotice, mail_to, mark_all_read, mark_read, set_rule
from tests.desktop.office import Desk


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    return desk.issue(desk.draft(customer=desk.customer("Quayside"))).document_id


def happens(desk: Desk, invoice: UUID, *kinds: str) -> None:
    """What customers did, and what became of messages, in this order."""
    for kind in kinds:
        who = "office" if kind.startswith(("mail.", "text.")) else "customer"
        desk.now += timedelta(minutes=1)
        desk.write(lambda session, kind=kind, who=who: record(  # type: ignore[misc]
            session, kind, at=desk.now, document=invoice, who=who, why="Why not", minor=100, currency="EUR"
        ))  # fmt: skip


def kinds(desk: Desk, **which: bool) -> list[str]:
    return [row.news.kind for row in desk.read(lambda session: notice_rows(session, **which))]  # type: ignore[arg-type]


def test_what_customers_did_and_what_was_not_sent_is_listed_newest_first_and_nothing_else(
    desk: Desk, invoice: UUID
) -> None:
    happens(desk, invoice, "accepted", "payment.started", "comment.added", "mail.sent", "mail.failed", "downloaded")
    assert kinds(desk) == ["mail.failed", "comment.added", "accepted"]
    (newest, *_) = desk.read(notice_rows)
    assert (newest.news.customer, newest.news.holder_id, newest.news.why) == ("Quayside", invoice, "Why not")


def test_one_is_read_or_all_are_and_what_comes_later_is_unread_again(desk: Desk, invoice: UUID) -> None:
    happens(desk, invoice, "accepted", "comment.added", "declined")
    assert desk.read(unread_count) == 3
    middle = desk.read(notice_rows)[1].news.id
    for _ in range(2):
        desk.write(lambda session: mark_read(session, middle))
    assert kinds(desk, unread=True) == ["declined", "accepted"]
    desk.write(mark_all_read)
    assert desk.read(unread_count) == 0
    happens(desk, invoice, "link.requested")
    assert kinds(desk, unread=True) == ["link.requested"]
    desk.write(lambda session: mark_read(session, middle))
    assert [row.is_read for row in desk.read(notice_rows)] == [False, True, True, True]


def test_a_long_list_is_read_in_parts(desk: Desk, invoice: UUID) -> None:
    happens(desk, invoice, *["comment.added"] * 5)
    first = desk.read(lambda session: notice_rows(session, limit=2))
    rest = desk.read(lambda session: notice_rows(session, after=first[-1].news.id))
    assert len({row.news.id for row in (*first, *rest)}) == 5
    assert len(rest) == 3


def test_more_than_anybody_counts_is_not_counted_on(desk: Desk, invoice: UUID) -> None:
    with desk.books.write() as session:
        for _ in range(MOST_COUNTED + 3):
            record(session, "comment.added", at=desk.now, document=invoice, who="customer")
    assert desk.read(unread_count) == MOST_COUNTED


def test_a_kind_that_was_silenced_says_nothing_by_itself_and_stays_in_the_list(desk: Desk, invoice: UUID) -> None:
    desk.connect()
    begun = desk.read(lambda session: mark(session, now=desk.now))
    desk.write(lambda session: set_rule(session, "comment.added", pops=False, mails=True))
    desk.write(lambda session: set_rule(session, "payment.failed", pops=True, mails=False))
    happens(desk, invoice, "comment.added", "accepted.unverified", "payment.failed")
    _mark, told = desk.read(lambda session: news(session, begun, now=desk.now))
    assert [each.kind for each in told] == ["accepted", "payment.failed"]
    assert kinds(desk) == ["payment.failed", "accepted", "comment.added"]
    rules = {rule.kind: (rule.pops, rule.mails) for rule in desk.read(notice_rules)}
    assert list(rules) == list(KINDS)
    assert rules["comment.added"] == (False, True)
    assert rules["accepted"] == (True, False)


def test_what_is_no_notice_is_refused(desk: Desk) -> None:
    with pytest.raises(NoSuchNotice):
        desk.write(lambda session: mark_read(session, uuid7()))
    with pytest.raises(NoSuchNotice):
        desk.write(lambda session: set_rule(session, "nonsense", pops=True, mails=True))


def test_an_address_for_notices_is_checked_and_can_be_taken_away(desk: Desk) -> None:
    assert desk.read(notices_go_to) == ""
    desk.write(lambda session: mail_to(session, " Anna <anna@Alder.example> "))
    assert desk.read(notices_go_to) == "anna@alder.example"
    with pytest.raises(NotAnAddress):
        desk.write(lambda session: mail_to(session, "nobody"))
    desk.write(lambda session: mail_to(session, ""))
    assert desk.read(notices_go_to) == ""


def test_the_list_is_read_by_its_own_index(desk: Desk, invoice: UUID) -> None:
    """Or every start would read all that ever happened."""
    happens(desk, invoice, "comment.added")
    with desk.books.read() as session:
        plan = (
            session.connection()
            .exec_driver_sql(
                "EXPLAIN QUERY PLAN SELECT id FROM activity WHERE (activity.who = 'customer' OR activity.kind IN "
                "('mail.failed', 'mail.unsure', 'text.failed', 'text.unsure')) ORDER BY id DESC LIMIT 100"
            )
            .all()
        )
    assert "ix_activity_noticed" in str(plan)
    assert desk.read(lambda session: session.get(Activity, desk.read(notice_rows)[0].news.id)) is not None
