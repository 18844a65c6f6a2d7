"""Ways to pay: added, changed, moved, taken away and put back; what was issued keeps what it says.

Each is recorded, with the kind of the way and no number that stands in it; ``at`` is when (UTC).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.issued import PayWay, PayWayKind
from billing.letters import whole_letters
from billing.pay_ways import details_of
from desktop.models import PaymentMethod
from desktop.queries.pay_ways import drafts_that_chose, is_left_without, pay_ways, shown_ways
from desktop.services.activity import record

MOST_WAYS, LONGEST_LABEL, LONGEST_DETAILS = 20, 100, 1_000


@dataclass(frozen=True, slots=True)
class PayWayValues:
    """One way to pay; ``details`` are lines such as ``IBAN: IE29...``, ``label`` "" the word for its kind."""

    kind: PayWayKind
    details: str
    label: str = ""


class EmptyWay(Refused):
    """A way to pay says where the money goes."""

    def __init__(self) -> None:
        super().__init__("This way to pay says nothing yet. Nothing was changed. Type the details that customers need.")


class WayTooLong(Refused):
    """Papers and pages show all of it."""

    def __init__(self, what: str, most: int) -> None:
        super().__init__(f"The {what} are longer than {most:,} characters. Nothing was changed. Shorten them.")


class TooManyWays(Refused):
    """Every invoice shows them."""

    def __init__(self) -> None:
        super().__init__(f"There are {MOST_WAYS} ways to pay already. Nothing was added. Remove one first.")


class NoSuchWay(Refused):
    """It was removed, or never there."""

    def __init__(self) -> None:
        super().__init__("This way to pay is not there any more. Nothing was changed. Choose one that is.")


class NoWayLeft(Refused):
    """Somebody chose how this invoice is to be paid; that nobody can is not for the app to decide."""

    def __init__(self) -> None:
        super().__init__(
            "The ways to pay that were chosen for this invoice are not on offer any more. Nothing was issued and no "
            "number was used. Choose others under How to pay, or none."
        )


def add_way(session: Session, values: PayWayValues, *, at: datetime) -> UUID:
    """Add a way to pay after the others; new documents show it. Raises EmptyWay, WayTooLong, TooManyWays."""
    check_way(values)
    _must_have_room(session)
    last = session.scalar(select(func.max(PaymentMethod.position)))
    way = PaymentMethod(position=0 if last is None else last + 1)
    session.add(way)
    return _write(session, way, values, "way.added", at)


def update_way(session: Session, way_id: UUID, values: PayWayValues, *, at: datetime) -> None:
    """Change a way to pay; drafts follow. Raises EmptyWay, WayTooLong, NoSuchWay."""
    check_way(values)
    way = _offered(session, way_id)
    if PayWayValues(way.kind, way.details, way.label) != _kept(values):
        _write(session, way, values, "way.changed", at)


def remove_way(session: Session, way_id: UUID, *, at: datetime) -> int:
    """Offer a way to pay no more; return how many drafts had chosen it and go without now. Raises NoSuchWay."""
    way = _offered(session, way_id)
    way.archived_at = at
    record(session, "way.removed", at=at, way=way.kind)
    session.flush()
    return drafts_that_chose(session, way_id)


def restore_way(session: Session, way_id: UUID, *, at: datetime) -> None:
    """Offer a removed way to pay again, in its place; drafts that chose it show it again.

    Raises NoSuchWay, TooManyWays.
    """
    way = session.get(PaymentMethod, way_id)
    if way is None:
        raise NoSuchWay
    if way.archived_at is not None:
        _must_have_room(session)
        way.archived_at = None
        record(session, "way.restored", at=at, way=way.kind)
        session.flush()


def move_way(session: Session, way_id: UUID, to: int) -> None:
    """Let a way stand at place ``to`` of those on offer, counted from 0. Raises NoSuchWay."""
    moved = _offered(session, way_id)
    order = [row.id for row in pay_ways(session) if row.id != moved.id]
    order.insert(max(to, 0), moved.id)
    for position, each in enumerate(order):
        session.get_one(PaymentMethod, each).position = position
    session.flush()


def check_way(values: PayWayValues) -> None:
    """Check that customers could pay by it. Raises EmptyWay, WayTooLong."""
    if not details_of(values.details):
        raise EmptyWay
    for what, text, most in (
        ("details", values.details.strip(), LONGEST_DETAILS),
        ("words of its name", values.label.strip(), LONGEST_LABEL),
    ):
        if len(text) > most:
            raise WayTooLong(what, most)


def chosen_ways(session: Session, chosen: tuple[UUID, ...] | None) -> tuple[PayWay, ...]:
    """Return what a document with this choice shows, as it is issued; None is all that are on offer."""
    return tuple(
        PayWay(kind=row.kind, label=row.label, details=details_of(row.details))
        for row in shown_ways(pay_ways(session), chosen)
    )


def must_be_offered(session: Session, chosen: tuple[UUID, ...]) -> None:
    """Check that each of these ways to pay can be chosen. Raises NoSuchWay."""
    if not {row.id for row in pay_ways(session)}.issuperset(chosen):
        raise NoSuchWay


def must_have_a_way_left(session: Session, chosen: tuple[UUID, ...] | None) -> None:
    """Check that of the ways to pay that were chosen, if any were, one is on offer. Raises NoWayLeft."""
    if is_left_without(pay_ways(session), chosen):
        raise NoWayLeft


def _must_have_room(session: Session) -> None:
    if len(pay_ways(session)) >= MOST_WAYS:
        raise TooManyWays


def _write(session: Session, way: PaymentMethod, values: PayWayValues, what: str, at: datetime) -> UUID:
    kept = _kept(values)
    way.kind, way.label, way.details = kept.kind, kept.label, kept.details
    record(session, what, at=at, way=way.kind)
    session.flush()
    return way.id


def _kept(values: PayWayValues) -> PayWayValues:
    """Return the values as the books keep them."""
    return PayWayValues(values.kind, whole_letters(values.details.strip()), whole_letters(values.label.strip()))


def _offered(session: Session, way_id: UUID) -> PaymentMethod:
    way = session.get(PaymentMethod, way_id)
    if way is None or way.archived_at is not None:
        raise NoSuchWay
    return way
