"""The link desk: the same state in SQL as everywhere, every order, found by number and name."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from desktop.models import Document, Link, Office, Outbox, PortalState
from desktop.queries.link_desk import LinkFilter, LinkQuery, LinkRow, LinkSort, link_counts, link_ordinals, link_rows
from desktop.queries.links import link_state, portal_time
from desktop.services.links import DaysOutOfRange, copy_link, extend_many, revoke
from tests.desktop.office import NOON, Desk
from tests.desktop.views.doors import link_of, received, viewed

ALL: tuple[LinkFilter, ...] = ("live", "settled", "expired")


def rows(desk: Desk, query: LinkQuery) -> list[LinkRow]:
    ordinals = desk.read(lambda session: link_ordinals(session, query))
    found = desk.read(lambda session: link_rows(session, ordinals, now=query.now))
    return [found[ordinal] for ordinal in ordinals]


def test_sql_and_python_agree_on_every_state(desk: Desk) -> None:
    """Each mix of what decides a state, around every instant at which it changes."""
    desk.connect()
    kinds = ("invoice", "quote")
    holders = {kind: desk.issue(desk.draft(kind=kind)).document_id for kind in kinds}  # type: ignore[arg-type]
    desk.write(lambda session: setattr(session.query(PortalState).one(), "offset_ms", 90_000))
    kept = desk.read(lambda session: session.query(Office).one().settled_days)
    steps = (0, 7 * 86_400, -kept * 86_400)
    ends = [None, *(NOON + timedelta(seconds=90 + step + off) for step in steps for off in (-1, 0, 1))]
    facts = product(kinds, (None, NOON), ends, (0, 12_300), ("", "declined"), (None, NOON))
    for kind, published, expires, settled, answer, withdrawn in facts:
        if published is None and expires is not None:
            continue  # the portal's answer says both

        def write(
            session: Session, values: tuple[object, ...] = (published, expires, settled, answer, withdrawn)
        ) -> None:
            document, link = session.get_one(Document, holders[kind]), link_of(session, holders[kind])  # noqa: B023
            link.published_at, link.expires_at, document.settled_minor, document.answer, document.withdrawn_at = values  # type: ignore[assignment]

        desk.write(write)
        with desk.books.read() as session:
            link = link_of(session, holders[kind])
            at = portal_time(session.query(PortalState).one(), NOON)
            expected = link_state(link, session.get_one(Document, holders[kind]), at, kept)
            query = LinkQuery(NOON)
            shown = {
                row.state
                for each in ALL
                for row in link_rows(session, link_ordinals(session, replace(query, shown=each)), now=NOON).values()
                if row.holder_id == holders[kind]
            }
        assert shown == (set() if expected == "withdrawn" else {expected}), (kind, published, expires, settled, answer)


@pytest.fixture
def three(desk: Desk) -> list[UUID]:
    """Links of three customers that end in 2, 20 and 10 days; the second was viewed."""
    desk.connect()
    documents = []
    for name, days in (("Bauer", 2), ("quayside", 20), ("Acorn", 10)):
        documents.append(desk.issue(desk.draft(customer=desk.customer(name))).document_id)
        desk.later(minutes=1)
        received(desk, documents[-1], days=days)
    viewed(desk, documents[1], 3, desk.now)
    return documents


@pytest.mark.parametrize(
    ("sort", "order"),
    [("ends", "Bauer Acorn quayside"), ("customer", "Acorn Bauer quayside"), ("opens", "Bauer quayside Acorn")],
)
def test_links_stand_in_the_order_that_was_asked_for(desk: Desk, three: list[UUID], sort: LinkSort, order: str) -> None:
    del three
    query = LinkQuery(desk.now, sort=sort)
    assert [row.customer for row in rows(desk, query)] == order.split()
    assert [row.customer for row in rows(desk, replace(query, descending=True))] == order.split()[::-1]


def test_what_has_no_date_stands_last_in_both_directions(desk: Desk, three: list[UUID]) -> None:
    for descending in (False, True):
        first, *_others = rows(desk, LinkQuery(desk.now, sort="viewed", descending=descending))
        assert first.holder_id == three[1]


def test_filters_and_their_counts_agree(desk: Desk, three: list[UUID]) -> None:
    waiting = desk.issue().document_id
    counts = desk.read(lambda session: link_counts(session, now=desk.now))
    assert counts == {"live": 4, "ending": 1, "unseen": 2, "waiting": 1}
    for shown, count in counts.items():
        assert len(rows(desk, LinkQuery(desk.now, shown))) == count
    assert [row.holder_id for row in rows(desk, LinkQuery(desk.now, "waiting"))] == [waiting]
    assert len(three) == 3


@pytest.mark.parametrize(
    ("typed", "found"), [("quay", {"quayside"}), ("inv 0003", {"Acorn"}), ("zz", set()), ("*", set())]
)
def test_links_are_found_by_number_and_by_name(desk: Desk, three: list[UUID], typed: str, found: set[str]) -> None:
    del three
    assert {row.customer for row in rows(desk, LinkQuery(desk.now, search=typed))} == found


def test_a_customers_own_link_is_listed_and_found(desk: Desk) -> None:
    desk.connect()
    who = desk.customer("Rosewood & Daughters")
    desk.write(lambda session: copy_link(session, who, at=desk.now))
    [row] = rows(desk, LinkQuery(desk.now, search="daughters"))
    assert (row.holder_id, row.kind, row.number, row.state) == (who, "customer", "", "waiting")


def test_many_links_are_extended_in_one_act_and_the_others_are_named(desk: Desk, three: list[UUID]) -> None:
    desk.later(days=5)  # the first has expired
    desk.write(lambda session: revoke(session, three[2], why="wrong person", at=desk.now))
    done = desk.write(lambda session: extend_many(session, three, days=60, at=desk.now))
    assert (done.count, [left.state for left in done.left]) == (1, ["expired", "revoked"])
    assert [left.name for left in done.left] == [number(desk, three[0]), number(desk, three[2])]
    [extension] = desk.read(lambda session: session.query(Outbox).where(Outbox.kind == "link.extend").all())
    assert extension.seconds == 60 * 86_400


def test_days_out_of_range_extend_nothing(desk: Desk, three: list[UUID]) -> None:
    before: datetime | None = desk.read(lambda session: session.query(Link).first()).expires_at  # type: ignore[union-attr]
    with pytest.raises(DaysOutOfRange):
        desk.write(lambda session: extend_many(session, three, days=0, at=desk.now))
    assert desk.read(lambda session: session.query(Link).first()).expires_at == before  # type: ignore[union-attr]


def number(desk: Desk, document: UUID) -> str:
    return desk.read(lambda session: session.get_one(Document, document)).number or ""
