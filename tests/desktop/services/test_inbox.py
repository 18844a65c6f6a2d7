"""What a portal tells that cannot be: nothing of it is applied, and nothing falls over."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from billing.canonical import canonical
from billing.links import Token, derive
from billing.sealing import event_place, seal
from billing.wire import EventBody, EventPage, EventRow, first_tip, next_tip
from desktop.models import Inbox, Link, LinkDay
from desktop.queries.sync import portal_row
from desktop.services import inbox, outbox
from desktop.services.inbox import FeedDiffers
from tests.desktop.office import LOG, OFFICE_ID, Desk


@pytest.fixture
def link(desk: Desk) -> Link:
    desk.connect()
    document = desk.issue().document_id
    return current(desk, document)


def test_views_are_counted_once_an_event_on_the_offices_own_day(desk: Desk, link: Link) -> None:
    """Half past midnight in Dublin is still yesterday in UTC."""
    desk.later(days=230, hours=11.5)  # summer time
    receive(desk, viewed(desk, link), viewed(desk, link))
    seen = desk.read(lambda session: session.get_one(Link, link.id))
    assert (seen.views, seen.viewed_at) == (2, desk.now)
    [day] = desk.read(lambda session: session.scalars(select(LinkDay.day)).all())
    assert day == (desk.now + timedelta(hours=1)).date()


def test_an_event_told_twice_is_a_record_that_differs(desk: Desk, link: Link) -> None:
    event = viewed(desk, link)
    receive(desk, event)
    with pytest.raises(FeedDiffers, match="older copy"):
        receive(desk, event)
    with pytest.raises(FeedDiffers):
        receive(desk, viewed(desk, link), event)
    assert told(desk) == (1, 1)


def test_a_hole_or_another_tip_applies_nothing(desk: Desk, link: Link) -> None:
    with pytest.raises(FeedDiffers):
        receive(desk, viewed(desk, link), skip=1)
    with pytest.raises(FeedDiffers):
        receive(desk, viewed(desk, link), tip="0" * 64)
    with pytest.raises(FeedDiffers):
        receive(desk, viewed(desk, link), log="1" * 32)
    assert told(desk) == (0, 0)


def test_an_event_sealed_for_another_place_is_kept_without_effect(desk: Desk, link: Link) -> None:
    copied = viewed(desk, link).model_copy(update={"id": str(uuid7())})
    receive(desk, copied)
    assert told(desk) == (1, 0)
    assert desk.read(portal_row).cursor == 1


@pytest.mark.parametrize(
    ("count", "counted"), [(3, 3), (0, 1), (-5, 1), ("12", 1), ("many", 1), (True, 1), (10**30, 100_000)]
)
def test_a_number_of_checks_that_nobody_sealed_is_read_with_care(
    desk: Desk, link: Link, count: str | int, counted: int
) -> None:
    identifier = str(uuid7())
    body = EventBody(id=identifier, kind="link.checked", doc=None, data={"count": count})
    receive(desk, event(desk, link, identifier, "link.checked", canonical(body), sealed=False))
    assert desk.read(lambda session: session.get_one(Link, link.id).checks) == counted


def test_a_link_that_ended_already_keeps_how_it_ended(desk: Desk, link: Link) -> None:
    desk.write(lambda session: setattr(session.get_one(Link, link.id), "ended_as", "replaced"))
    receive(desk, sealed(desk, link, "link.revoked"))
    assert desk.read(lambda session: session.get_one(Link, link.id).ended_as) == "replaced"


# -- the few acts above -----------------------------------------------------------------------------------------------


def receive(desk: Desk, *events: EventRow, skip: int = 0, tip: str = "", log: str = LOG) -> None:
    portal = desk.read(portal_row)
    rows, at = [], portal.tip or first_tip(LOG)
    for offset, each in enumerate(events, portal.cursor + 1 + skip):
        rows.append(each.model_copy(update={"sequence": offset}))
        at = next_tip(at, each.id, each.blob)
    page = EventPage(log=log, time=desk.now, tip=tip or at, events=tuple(rows))
    desk.write(lambda session: inbox.receive(session, page, log=LOG, after=portal.cursor, at=desk.now))


def viewed(desk: Desk, link: Link) -> EventRow:
    return sealed(desk, link, "link.viewed")


def sealed(desk: Desk, link: Link, kind: str) -> EventRow:
    identifier = str(uuid7())
    place = event_place(OFFICE_ID, link.lookup, identifier, kind, "")
    body = canonical(EventBody(id=identifier, kind=kind, doc=None))
    return event(desk, link, identifier, kind, seal(derive(Token(link.token)).event, place, body), sealed=True)


def event(desk: Desk, link: Link, identifier: str, kind: str, blob: bytes, *, sealed: bool) -> EventRow:
    return EventRow(
        sequence=1, id=identifier, lookup=link.lookup, kind=kind, at=desk.now, revision="", sealed=sealed, blob=blob
    )


def told(desk: Desk) -> Sequence[int]:
    """How many events are kept, and how many views are counted."""
    with desk.books.read() as session:
        kept = session.scalar(select(func.count()).select_from(Inbox)) or 0
        return kept, session.scalar(select(func.sum(Link.views))) or 0


def current(desk: Desk, document: UUID) -> Link:
    found = desk.read(lambda session: outbox.current_link(session, document))
    assert found is not None
    return found
