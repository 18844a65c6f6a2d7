"""Connecting the books with a portal, and moving them to another one."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from billing.wire import EventPage, first_tip
from desktop.models import Office, PortalState
from desktop.queries.links import LinkCard, link_card
from desktop.queries.sync import portal_row
from desktop.services import inbox, links, outbox, posting
from desktop.services.connection import (
    ForgottenPortal,
    Moved,
    OtherBooks,
    PortalFound,
    PracticePortal,
    connect,
    note_trouble,
    portal_at,
)
from tests.desktop.office import LOG, OFFICE_ID, Desk
from tests.desktop.services.test_link_meetings import act, answer, change, current, kinds, settle

OLD = PortalFound("https://pay.alder.example", OFFICE_ID, LOG, practice=False, books=None, offset_ms=0)
NEW = PortalFound("https://new.alder.example", str(uuid7()), "1" * 32, practice=False, books=None, offset_ms=0)


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    """An invoice whose link the first portal has, live for 60 days."""
    connected(desk, OLD)
    document = desk.issue().document_id
    while kinds(desk):
        answer(desk, expires_at=desk.now + timedelta(days=60))
    return document


def test_real_books_do_not_publish_to_a_practice_portal(desk: Desk) -> None:
    with pytest.raises(PracticePortal, match="practice portal"):
        connected(desk, replace(OLD, practice=True))
    assert desk.read(portal_row).address == ""


def test_a_portal_of_other_books_is_refused(desk: Desk) -> None:
    with pytest.raises(OtherBooks, match="other books"):
        connected(desk, replace(OLD, books=str(uuid7())))


def test_a_portal_that_the_books_have_left_or_never_knew_is_refused_while_it_can_be_told(
    desk: Desk, invoice: UUID
) -> None:
    """Its receipts are forgotten: every call would be called an old copy, and every event told a second time."""
    ours = desk.read(lambda session: str(session.scalars(select(Office.books)).one()))
    connected(desk, replace(OLD, books=ours))
    connected(desk, NEW)
    before = desk.read(portal_row)
    with pytest.raises(ForgottenPortal, match="from an earlier time"):
        connected(desk, replace(OLD, books=ours))
    assert desk.read(portal_row) == before


def test_another_address_of_the_same_office_changes_nothing_else(desk: Desk, invoice: UUID) -> None:
    connected(desk, replace(OLD, address="https://pay2.alder.example"))
    assert kinds(desk) == [outbox.OFFICE]
    assert shown(desk, invoice).state == "live"


def test_moving_publishes_what_opens_and_the_series(desk: Desk, invoice: UUID) -> None:
    token = current(desk, invoice).token
    connected(desk, NEW)
    assert sorted(kinds(desk)) == [outbox.PUT, outbox.OFFICE, outbox.SERIES]
    assert current(desk, invoice).token == token
    assert shown(desk, invoice).state == "waiting"
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    assert batch.receipt == ""
    [put] = [each for each in batch.operations if each.op == "link.put"]
    assert put.lifetime is not None


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_revoked_link_does_not_come_back_to_life_by_moving(desk: Desk, invoice: UUID, confirmed: bool) -> None:
    act(desk, links.revoke, invoice, why="wrong")
    if confirmed:
        answer(desk)
    connected(desk, NEW)
    assert outbox.PUT not in kinds(desk)
    assert shown(desk, invoice).state == "revoked"
    fresh = act(desk, links.copy_link, invoice)
    assert isinstance(fresh, links.CopiedLink)
    assert fresh.fresh


def test_an_expired_link_stays_expired_by_moving_and_nothing_about_it_is_refused(desk: Desk, invoice: UUID) -> None:
    desk.later(days=61)
    connected(desk, NEW)
    assert outbox.PUT not in kinds(desk)
    assert shown(desk, invoice).state == "expired"
    while kinds(desk):
        answer(desk)
    change(desk, invoice)
    answer(desk, result="refused", code="unknown", sentence="The portal does not know this link.")
    assert kinds(desk) == []


def test_moving_carries_a_new_link_out_that_still_waited(desk: Desk, invoice: UUID) -> None:
    old = current(desk, invoice)
    act(desk, links.regenerate, invoice, why="lost")
    connected(desk, NEW)
    assert outbox.PUT in kinds(desk)
    assert outbox.REPLACE not in kinds(desk)
    assert [(each.ending, each.state) for each in shown(desk, invoice).earlier] == [(old.token[-6:], "replaced")]
    with pytest.raises(links.NoLink):
        act(desk, links.take_back, invoice)


def test_an_answer_of_the_portal_before_is_dropped(desk: Desk, invoice: UUID) -> None:
    change(desk, invoice)
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    connected(desk, NEW)
    settle(desk, batch, result="done")
    assert desk.read(lambda session: session.scalars(select(PortalState.receipt)).one()) == ""
    assert outbox.PUT in kinds(desk)


def test_a_page_of_the_portal_before_is_dropped(desk: Desk, invoice: UUID) -> None:
    page = EventPage(log=LOG, time=desk.now, tip=first_tip(LOG), events=())
    connected(desk, NEW)
    assert desk.write(lambda session: inbox.receive(session, page, log=LOG, after=0, at=desk.now)) is None
    assert desk.read(portal_row).log == NEW.log


def test_trouble_with_the_portal_before_is_not_the_new_ones(desk: Desk, invoice: UUID) -> None:
    connected(desk, NEW)
    desk.write(lambda session: note_trouble(session, OLD.address, "bad_key", "The key is not known."))
    assert desk.read(portal_row).trouble == ""
    with pytest.raises(Moved):
        desk.read(lambda session: portal_at(session, OLD.address))


def connected(desk: Desk, found: PortalFound) -> None:
    desk.write(lambda session: connect(session, found, at=desk.now))


def shown(desk: Desk, document: UUID) -> LinkCard:
    found = desk.read(lambda session: link_card(session, document, now=desk.now))
    assert found is not None
    return found
