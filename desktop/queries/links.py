"""A document's or a customer's link as people see it: state, life, views, the earlier ones."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from billing.links import Token, derive, long_form, preview_mark, short_form
from desktop.models import Document, Link, LinkDay, Office, Outbox, PortalState
from desktop.queries.balance import MoneyFacts, settlement_of

LinkStateName = Literal[
    "none", "waiting", "live", "ending", "settled", "expired", "replaced", "revoked", "withdrawn", "dropped"
]
ENDS_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LinkDayRow:
    """Views by people and automatic checks on one calendar day of the office."""

    day: date
    views: int
    checks: int


@dataclass(frozen=True, slots=True)
class EarlierLink:
    """A link that ended, and why. ``ending`` is the token's last six characters."""

    ending: str
    created_at: datetime
    ended_at: datetime | None
    state: LinkStateName
    why: str
    views: int


@dataclass(frozen=True, slots=True)
class LinkCard:
    """The current link with its numbers; ``address`` is "" where no portal is set up. Its repr shows no token.

    ``request_waits``, ``revoke_waits`` and ``extend_waits`` (days) are wishes that the portal has not confirmed yet.
    ``on_page``: the page of all of its customer's documents shows a document as well.
    """

    address: str
    short: str
    state: LinkStateName
    created_at: datetime
    expires_at: datetime | None
    lifetime_days: int
    views: int
    viewed_at: datetime | None
    checks: int
    downloads: int
    downloaded_at: datetime | None
    asked_at: datetime | None
    request_waits: bool
    can_take_back: bool
    revoke_waits: bool = False
    extend_waits: int | None = None
    days: tuple[LinkDayRow, ...] = ()
    earlier: tuple[EarlierLink, ...] = ()
    on_page: bool = False

    def __repr__(self) -> str:
        return f"LinkCard({self.state})"


def portal_time(portal: PortalState, now: datetime) -> datetime:
    """Return what the portal's clock shows at ``now`` of this computer, by the last known difference."""
    return now + timedelta(milliseconds=portal.offset_ms)


class LinkFacts(Protocol):
    """What of a link decides its state."""

    @property
    def ended_as(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def expires_at(self) -> datetime | None: ...


class DocumentFacts(MoneyFacts, Protocol):
    """What of a document decides its link's state."""

    @property
    def kind(self) -> str: ...
    @property
    def answer(self) -> str: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


def link_state(link: LinkFacts, document: DocumentFacts | None, at: datetime, settled_days: int) -> LinkStateName:
    """Return the link's state at portal time ``at``: replaced/revoked > withdrawn > settled > expired > live.

    ``document`` is None for a customer's link, which is never withdrawn or settled. A settled one stays open
    as a record ``settled_days`` past its expiry, as the portal has it.
    """
    if link.ended_as == "dropped":
        return "dropped"
    if link.ended_as in {"replaced", "revoked"}:
        return "replaced" if link.ended_as == "replaced" else "revoked"
    if document is not None and (document.withdrawn_at or document.voided_at):
        return "withdrawn"
    if link.published_at is None:
        return "waiting"
    if document is not None and _is_settled(document):
        outlived = link.expires_at is not None and at >= link.expires_at + timedelta(days=settled_days)
        return "expired" if outlived else "settled"
    return _by_time(link.expires_at, at)


def link_card(session: Session, holder_id: UUID, *, now: datetime) -> LinkCard | None:
    """Return the current link of a document or a customer; None for a draft, and where nobody has asked for one."""
    document = session.get(Document, holder_id)
    link = _current(session, holder_id)
    if link is None:
        return None
    portal = session.scalars(select(PortalState)).one()
    at = portal_time(portal, now)
    settled_days = session.scalars(select(Office.settled_days)).one()
    return LinkCard(
        address=long_form(portal.address, link.kind, Token(link.token)) if portal.address else "",
        short=short_form(portal.address, Token(link.token)) if portal.address else "",
        state=link_state(link, document, at, settled_days),
        created_at=link.created_at,
        expires_at=link.expires_at,
        lifetime_days=link.lifetime // 86_400,
        views=link.views,
        viewed_at=link.viewed_at,
        checks=link.checks,
        downloads=link.downloads,
        downloaded_at=link.downloaded_at,
        asked_at=link.asked_at,
        request_waits=link.replaces_id is not None and link.published_at is None,
        can_take_back=link.replaces_id is not None and not link.ended_as and not was_sent(session, link),
        revoke_waits=_waiting(session, link, "link.revoke") is not None,
        extend_waits=_extend_waits(session, link),
        days=_days(session, link),
        earlier=_earlier(session, holder_id, document, at, settled_days),
        on_page=_is_on_page(session, document, at),
    )


def preview_address(session: Session, holder_id: UUID, *, now: datetime) -> str | None:
    """Return the address of the office's own preview, good for ten minutes; None until the portal has the link."""
    link = _current(session, holder_id)
    if link is None or link.published_at is None:
        return None
    portal = session.scalars(select(PortalState)).one()
    token = Token(link.token)
    mark = preview_mark(derive(token), portal_time(portal, now))
    return f"{long_form(portal.address, link.kind, token)}?preview={mark}"


def still_waits() -> ColumnElement[bool]:
    """Return the condition of a link that the portal does not have as it is now; what it has refused waits for a person
    instead.
    """
    return exists().where(Outbox.link_id == Link.id, Outbox.parked_at.is_(None))


def opens(holder_id: UUID) -> ColumnElement[bool]:
    """Return the condition of the links that open a document, or all of a customer's."""
    return or_(Link.document_id == holder_id, Link.customer_id == holder_id)


def _current(session: Session, holder_id: UUID) -> Link | None:
    return session.scalars(select(Link).where(opens(holder_id), Link.current)).one_or_none()


def _is_on_page(session: Session, document: Document | None, at: datetime) -> bool:
    page = _current(session, document.customer_id) if document is not None and document.customer_id else None
    return page is not None and not page.ended_as and (page.expires_at is None or at < page.expires_at)


def _is_settled(document: DocumentFacts) -> bool:
    """A credit note is from its first put; a quote once it is answered; an invoice once nothing is owed."""
    if document.kind == "credit" or document.answer:
        return True
    return document.kind == "invoice" and settlement_of(document) != "open"


def was_sent(session: Session, link: Link) -> bool:
    """Tell whether the portal knows the link, or may know it because an operation with it was sent and not refused."""
    sent = exists().where(
        Outbox.link_id == link.id,
        Outbox.kind.in_(("link.put", "link.replace")),
        Outbox.body.is_not(None),
        Outbox.parked_at.is_(None),
    )
    return link.published_at is not None or bool(session.scalar(select(sent)))


def _by_time(expires_at: datetime | None, at: datetime) -> LinkStateName:
    if expires_at is None:
        return "live"
    if at >= expires_at:
        return "expired"
    return "ending" if expires_at - at <= ENDS_SOON else "live"


def _waiting(session: Session, link: Link, kind: str) -> Outbox | None:
    waiting = select(Outbox).where(Outbox.link_id == link.id, Outbox.kind == kind, Outbox.parked_at.is_(None))
    return session.scalars(waiting.order_by(Outbox.created_at.desc())).first()


def _extend_waits(session: Session, link: Link) -> int | None:
    row = _waiting(session, link, "link.extend")
    return row.seconds // 86_400 if row is not None and row.seconds else None


def _days(session: Session, link: Link) -> tuple[LinkDayRow, ...]:
    rows = session.scalars(select(LinkDay).where(LinkDay.link_id == link.id).order_by(LinkDay.day))
    return tuple(LinkDayRow(row.day, row.views, row.checks) for row in rows)


def _earlier(
    session: Session, holder_id: UUID, document: Document | None, at: datetime, settled_days: int
) -> tuple[EarlierLink, ...]:
    links = session.scalars(
        select(Link)
        .where(opens(holder_id), Link.current.is_(False), Link.ended_as != "dropped")
        .order_by(Link.created_at.desc())
    )
    return tuple(
        EarlierLink(
            ending=link.token[-6:],
            created_at=link.created_at,
            ended_at=link.ended_at,
            state=link_state(link, document, at, settled_days),
            why=link.ended_why,
            views=link.views,
        )
        for link in links
    )
