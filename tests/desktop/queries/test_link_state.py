"""A link's state on the desktop is the portal's, whatever the document, the hour and the office's settings."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from billing.crediting import CreditWish
from desktop.models import Office
from desktop.queries.documents import document_rows
from desktop.queries.links import link_card, link_state
from desktop.services import links
from desktop.services.crediting import give_credit
from portal.instants import micros
from portal.life import link_state as portal_link_state
from tests.desktop.office import TODAY, Desk
from tests.desktop.services.test_link_meetings import answer, kinds

EXPIRY = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MOMENTS = (
    EXPIRY - timedelta(days=8),
    EXPIRY - timedelta(seconds=1),
    EXPIRY,
    EXPIRY + timedelta(days=30) - timedelta(seconds=1),
    EXPIRY + timedelta(days=30),
    EXPIRY + timedelta(days=400),
)


@dataclass
class Facts:
    """A link and its document, on both sides."""

    kind: str
    answer: str
    settled_minor: int
    ended_as: str
    withdrawn_at: datetime | None
    payable_minor: int = 100
    credited_minor: int = 0
    written_off_minor: int = 0
    voided_at: datetime | None = None
    published_at: datetime | None = EXPIRY - timedelta(days=30)
    expires_at: datetime | None = EXPIRY


@dataclass
class Held:
    """The same as the portal holds it."""

    state: str
    expires_at: int
    ended_as: str | None
    withdrawn_at: int | None


CASES = [
    Facts(kind, given, settled, ended, withdrawn)
    for kind, given, settled, ended, withdrawn in itertools.product(
        ("invoice", "quote", "credit"), ("", "accepted"), (0, 100), ("", "replaced", "revoked"), (None, EXPIRY)
    )
    if not (given and kind != "quote") and not (settled and kind != "invoice")
]


@pytest.mark.parametrize("settled_days", [0, 30, 400])
@pytest.mark.parametrize("facts", CASES, ids=repr)
def test_desktop_and_portal_name_a_links_state_alike(facts: Facts, settled_days: int) -> None:
    is_settled = facts.kind == "credit" or bool(facts.answer) or facts.settled_minor == facts.payable_minor
    held = Held(
        "settled" if is_settled else "open",
        micros(EXPIRY),
        facts.ended_as or None,
        micros(EXPIRY) if facts.withdrawn_at else None,
    )
    for at in MOMENTS:
        ours = link_state(facts, facts, at, settled_days)
        assert ("live" if ours == "ending" else ours) == portal_link_state(held, micros(at), settled_days)


def test_the_offices_own_setting_ends_a_settled_link_everywhere(desk: Desk) -> None:
    """A credit note is settled from its first put: open 10 days past its end, then expired in drawer, list and copy."""
    desk.connect()
    desk.write(lambda session: setattr(session.scalars(select(Office)).one(), "settled_days", 10))
    invoice = desk.issue().document_id
    document = desk.write(
        lambda session: give_credit(
            session, invoice, [CreditWish(1)], why="Damaged", on=TODAY, at=desk.now, archive=desk.archive
        )
    ).document_id
    while kinds(desk):
        answer(desk, expires_at=desk.now + timedelta(days=30))
    for days, state in ((39, "settled"), (2, "expired")):
        desk.later(days=days)
        card = desk.read(lambda session: link_card(session, document, now=desk.now))
        assert card is not None
        assert card.state == state
        rows = desk.read(lambda session: document_rows(session, range(10), today=TODAY, now=desk.now))
        assert [row.link for row in rows.values() if row.id == document] == [state]
    assert desk.write(lambda session: links.copy_link(session, document, at=desk.now)).fresh
