"""Moving to another portal: what customers did at the one before is in the books first."""

from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Link
from desktop.queries.sync import portal_row
from desktop.services import links
from desktop.sync.leaving import hear_out
from desktop.system import clock
from tests.desktop.office import Desk
from tests.journeys.exchange import connect_to, exchanging
from tests.journeys.real_portal import RealPortal


@pytest.fixture
def invoice(desk: Desk, portal: RealPortal) -> UUID:
    """An invoice that is online, and whose office then goes offline."""
    desk.now = clock.now()
    connect_to(desk, portal, clock.now)
    document = desk.issue(desk.draft()).document_id
    with exchanging(desk, portal, clock.now) as exchange:
        exchange.until(lambda: _link(desk, document).published_at is not None)
    return document


def test_what_was_told_while_nobody_listened_is_in_the_books_before_they_move(
    desk: Desk, portal: RealPortal, invoice: UUID
) -> None:
    """Share: 3 s."""
    address = desk.write(lambda session: links.copy_link(session, invoice, at=desk.now)).address
    httpx2.post(f"{address}/view", data={"sign": "key"}).raise_for_status()
    assert hear_out(desk.books, portal.address, portal.key, clock=clock.now) == ""
    assert _link(desk, invoice).views == 1


def test_a_portal_that_is_gone_is_named_and_what_the_books_know_stays(
    desk: Desk, portal: RealPortal, invoice: UUID
) -> None:
    before = desk.read(portal_row).cursor
    portal.kill()
    assert "does not answer" in hear_out(desk.books, portal.address, portal.key, clock=clock.now)
    assert "does not accept this key" in hear_out(desk.books, portal.address, "", clock=clock.now)
    assert desk.read(portal_row).cursor == before


def _link(desk: Desk, document: UUID) -> Link:
    def found(session: Session) -> Link:
        row = session.scalars(select(Link).where(Link.document_id == document)).one()
        session.expunge(row)
        return row

    return desk.read(found)
