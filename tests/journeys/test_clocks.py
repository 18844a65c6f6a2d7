"""A computer whose clock is wrong works as any other: the portal's clock decides."""

import random
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Inbox, Link, Office
from desktop.queries.links import LinkCard, link_card, preview_address
from desktop.queries.sync import portal_row
from desktop.services import links
from tests.desktop.office import Desk
from tests.journeys.exchange import connect_to, exchanging
from tests.journeys.real_portal import RealPortal

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("wrong", [timedelta(days=1), timedelta(days=-1)])
def test_promise_s6_a_clock_a_day_off_syncs_and_judges_expiry_by_portal_time(
    desk: Desk, portal: RealPortal, wrong: timedelta
) -> None:
    """Links live a day; a clock a day ahead must not call them expired, a day behind not live too long. Share: 5 s."""

    def clock() -> datetime:
        return datetime.now(UTC) + wrong

    desk.now = clock()
    desk.write(lambda session: setattr(session.scalars(select(Office)).one(), "link_days", 1))
    connect_to(desk, portal, clock)
    document = desk.issue().document_id
    address = desk.write(lambda session: links.copy_link(session, document, at=clock())).address
    with exchanging(desk, portal, clock) as exchange:
        exchange.until(lambda: card(desk, document, clock()).state in {"live", "ending"})
        shown = card(desk, document, clock())
        assert shown.expires_at is not None
        assert abs(shown.expires_at - datetime.now(UTC) - timedelta(days=1)) < timedelta(minutes=1)
        assert abs(desk.read(portal_row).offset_ms + wrong / timedelta(milliseconds=1)) < 5_000
        httpx2.post(f"{address}/view", content=b"sign=key", headers=_FORM).raise_for_status()
        exchange.until(lambda: card(desk, document, clock()).views == 1)
    assert card(desk, document, clock() + timedelta(hours=25)).state == "expired"
    preview = desk.read(lambda session: preview_address(session, document, now=clock()))
    assert preview is not None
    assert httpx2.get(preview).status_code == 303


def test_promise_s6_a_jumping_clock_changes_no_order(desk: Desk, portal: RealPortal) -> None:
    """Every look at the clock lies by up to a day, differently: all events arrive once, in order. Share: 5 s."""
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    dice = random.Random(seed)

    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=dice.uniform(-86_400, 86_400))

    connect_to(desk, portal, clock)
    documents = [desk.issue().document_id for _ in range(6)]
    addresses = [copied(desk, each, clock()) for each in documents]
    with exchanging(desk, portal, clock) as exchange:
        exchange.until(lambda: desk.read(all_published))
        for address in addresses * 2:
            httpx2.post(f"{address}/view", content=b"sign=key", headers=_FORM).raise_for_status()
        exchange.until(lambda: desk.read(portal_row).cursor >= len(addresses) * 2)
    sequences = desk.read(lambda session: session.scalars(select(Inbox.sequence).order_by(Inbox.at)).all())
    assert sequences == sorted(sequences)
    assert sequences == list(range(1, len(sequences) + 1))
    assert desk.read(lambda session: set(session.scalars(select(Link.views).where(Link.current)))) == {2}


def copied(desk: Desk, document: UUID, at: datetime) -> str:
    return desk.write(lambda session: links.copy_link(session, document, at=at)).address


def all_published(session: Session) -> bool:
    return not session.scalars(select(Link.id).where(Link.current, Link.published_at.is_(None))).all()


def card(desk: Desk, document: UUID, now: datetime) -> LinkCard:
    found = desk.read(lambda session: link_card(session, document, now=now))
    assert found is not None
    return found
