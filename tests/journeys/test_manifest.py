"""A row that somebody put back at the portal is found by the next compare, and put right."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from uuid import UUID

import httpx2

from desktop.models import Document
from desktop.queries.cards import activity_rows
from desktop.queries.links import link_card
from desktop.queries.sync import waiting
from desktop.services import links, outbox
from tests.desktop.office import Desk
from tests.journeys.exchange import connect_to, exchanging
from tests.journeys.real_portal import RealPortal

Row = tuple[object, ...]


def now() -> datetime:
    return datetime.now(UTC)


def exchanged(desk: Desk, portal: RealPortal) -> None:
    """Exchange until nothing waits and the manifest was looked through."""
    with exchanging(desk, portal, now) as exchange:
        exchange.until(lambda: exchange.engine.has_compared and desk.read(waiting).count == 0)


def change(desk: Desk, document: UUID) -> None:
    """Something that the customer must see has changed."""
    with desk.books.write() as session:
        outbox.publish(session, session.get_one(Document, document), at=now())


def address_of(desk: Desk, document: UUID) -> str:
    return desk.write(lambda session: links.copy_link(session, document, at=now())).address


def put_back(portal: RealPortal, meanwhile: Callable[[], None]) -> None:
    """Keep the link's row, let things happen, and write the old row over the new one."""
    with closing(sqlite3.connect(portal.store)) as store:
        old: Row = store.execute("SELECT * FROM link ORDER BY rowid LIMIT 1").fetchone()
    meanwhile()
    with closing(sqlite3.connect(portal.store)) as store:
        store.execute(f"REPLACE INTO link VALUES ({','.join('?' * len(old))})", old)
        store.commit()


def test_promise_p3_a_whole_row_put_back_is_found_by_the_next_compare(desk: Desk, portal: RealPortal) -> None:
    """An older version comes back, then a dead link: both are found and mended. Share: 6 s."""
    connect_to(desk, portal, now)
    document = desk.issue().document_id
    exchanged(desk, portal)

    def changed() -> None:
        change(desk, document)
        exchanged(desk, portal)

    put_back(portal, changed)
    exchanged(desk, portal)
    assert "portal.older" in [row.kind for row in desk.read(lambda session: activity_rows(session, document))]
    with closing(sqlite3.connect(portal.store)) as store:
        assert store.execute("SELECT version FROM link").fetchone() == (3,)

    first = address_of(desk, document)

    def regenerated() -> None:
        desk.write(lambda session: links.regenerate(session, document, why="wrong person", at=now()))
        exchanged(desk, portal)
        assert httpx2.get(first).status_code == 410

    put_back(portal, regenerated)
    assert httpx2.get(first).status_code in {200, 503}
    exchanged(desk, portal)
    assert httpx2.get(first).status_code == 410
    card = desk.read(lambda session: link_card(session, document, now=now()))
    assert card is not None
    assert card.state == "live"


def test_a_series_that_fell_behind_the_portal_goes_on_at_the_next_first_contact(desk: Desk, portal: RealPortal) -> None:
    connect_to(desk, portal, now)
    desk.issue()
    exchanged(desk, portal)
    with closing(sqlite3.connect(portal.store)) as store:
        store.execute("UPDATE series SET version = version + 5")
        store.commit()
    with exchanging(desk, portal, now) as exchange:
        exchange.until(lambda: exchange.engine.has_compared and desk.read(waiting).count == 0)
        with closing(sqlite3.connect(portal.store)) as store:
            (held,) = store.execute("SELECT version FROM series WHERE version > 5").fetchone()
            store.execute("UPDATE series SET version = version + 5")
            store.commit()
        desk.issue()
        exchange.until(lambda: desk.read(waiting).parked == 1)
    exchanged(desk, portal)
    assert desk.read(waiting).parked == 0
    with closing(sqlite3.connect(portal.store)) as store:
        assert store.execute("SELECT max(version) FROM series").fetchone()[0] > held + 5
