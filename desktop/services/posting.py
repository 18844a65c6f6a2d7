"""One exchange of the outbox: what is sent next, and what the portal's answers change in the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from billing.sealing import content_place, seal
from billing.wire import MAX_BATCH, MAX_OPERATIONS, Answer, Batch, BatchAnswer, LinkPut, LinkReplace, Operation
from desktop.models import Content, Issued, Link, Mail, Office, Outbox, PortalState, Series, Text
from desktop.models.post import OUTBOX_ORDER
from desktop.queries.links import portal_time
from desktop.services import outbox
from desktop.services.activity import record
from desktop.services.customer_page import customer_put
from desktop.services.outbox import Holder
from desktop.services.publishing import document_put, operation, parse_operation

_LOOK_AHEAD = 1_000
_AT_ONCE = 500
_BATCH_BYTES = MAX_BATCH // 4  # one more operation always fits: its view was checked before issue


@dataclass(frozen=True, slots=True)
class Parcel:
    """A content that must be at the portal before its operation: sealed bytes, or the archived PDF to be sealed."""

    content: str
    kind: str
    blob: bytes | None
    pdf_sha256: str
    key: bytes

    def __repr__(self) -> str:
        return f"Parcel({self.kind})"


def prepare_batch(session: Session) -> Batch | None:
    """Return the batch to send now, written to the books first; the same one again until it was answered.

    One row a document at a time, oldest first; parked rows wait for a person. None when nothing waits.
    """
    portal = session.scalars(select(PortalState)).one()
    if portal.batch_body is not None:
        return Batch.model_validate_json(portal.batch_body)
    rows = _sendable(session)
    if not rows:
        return None
    books = session.scalars(select(Office.books)).one()
    batch = Batch(
        batch=str(uuid7()),
        receipt=portal.receipt,
        books=str(books),
        operations=_operations(session, rows),
    )
    portal.batch, portal.batch_body = batch.batch, batch.model_dump_json().encode()
    return batch


def parcels(session: Session, batch: Batch) -> Sequence[Parcel]:
    """Return the contents named in ``batch`` that the portal has not confirmed yet."""
    puts = [put for each in batch.operations if (put := _put_in(each)) is not None]
    named = dict.fromkeys(wrap.content for put in puts for wrap in put.wraps)
    waiting = [each for each in _contents(session, list(named)) if each.uploaded_at is None]
    return [_parcel(session, content) for content in waiting]


def seal_pdf(parcel: Parcel, office: str, pdf: bytes) -> bytes:
    """Return the archived ``pdf`` sealed for its content id; a retry seals it anew under the same key."""
    return seal(parcel.key, content_place(office, parcel.content, parcel.kind), pdf)


def uploaded(session: Session, contents: Sequence[str], *, at: datetime) -> None:
    """Note that the portal holds ``contents``."""
    for content in _contents(session, contents):
        content.uploaded_at = at


def settle_batch(session: Session, batch: Batch, answer: BatchAnswer, *, at: datetime) -> bool:
    """Apply the portal's answers: done rows leave, refused ones are parked, missing contents are sent again.

    Returns False where nothing was done, refused or mended: sending again at once would change nothing. The answer to a
    batch that is not the one under way (the books have moved to another portal meanwhile) is dropped.
    """
    portal = session.scalars(select(PortalState)).one()
    if portal.batch != batch.batch:
        return True
    portal.batch, portal.batch_body, portal.receipt, portal.synced_at = "", None, answer.receipt, at
    rows = {str(row.id): row for row in _rows(session, [each.id for each in batch.operations])}
    moved = [_settle(session, row, each, at) for each in answer.answers if (row := rows.get(each.id)) is not None]
    return any(moved) or any(each.result != "missing" for each in answer.answers)


def _settle(session: Session, row: Outbox, answer: Answer, at: datetime) -> bool:
    if answer.result == "missing":
        return _sent_anew(session, row, answer)
    if answer.result == "done":
        _done(session, row, answer, at)
    else:
        _refused(session, row, answer, at)
    return True


def _sent_anew(session: Session, row: Outbox, answer: Answer) -> bool:
    """Let what the portal lacks be uploaded again. A customer's page may name what is gone here as well, since a
    document's view is kept only until the next one is out: then it is made anew under the same id, which the portal
    keeps for no operation that it answered like this, and True is returned.
    """
    found = _contents(session, answer.missing)
    gone = [each for each in found if each.blob is None and not (each.kind == "pdf" and each.document_id)]
    for content in found:
        content.uploaded_at = None
    if row.customer_id is None or (not gone and len(found) == len(answer.missing)):
        return False
    for content in gone:
        session.delete(content)
    row.body = None  # in its place: what waits behind it needs the link that it brings
    session.flush()
    return True


def _done(session: Session, row: Outbox, answer: Answer, at: datetime) -> None:
    link = session.get(Link, row.link_id) if row.link_id else None
    if link is not None:
        if answer.expires_at is not None:
            link.expires_at = answer.expires_at
        if row.kind in {outbox.PUT, outbox.REPLACE}:
            _published(session, row, link, at)
        if row.kind == outbox.REPLACE and link.replaces_id is not None:
            _ended(session, session.get_one(Link, link.replaces_id), "replaced", at)
        if row.kind == outbox.REVOKE:
            _ended(session, link, "revoked", at)
    session.delete(row)
    session.flush()


def _ended(session: Session, link: Link, how: str, at: datetime) -> None:
    outbox.forget_unsent(session, link)
    if not link.ended_as:
        link.ended_at, link.ended_as = at, how


def _published(session: Session, row: Outbox, link: Link, at: datetime) -> None:
    assert row.body is not None
    put = _put_in(parse_operation(row.body))
    assert put is not None
    link.published_at = link.published_at or at
    link.published_version = put.version
    if link.customer_id is not None:
        own = select(Content).where(Content.customer_id == link.customer_id, Content.version <= put.version)
        _let_go(session, session.scalars(own).all(), put.version)
        _let_go_of_views(session, put)
    else:
        views = select(Content).where(
            Content.document_id == link.document_id, Content.kind == "view", Content.version <= put.version
        )
        _let_go(session, session.scalars(views).all(), put.version)


def _let_go(session: Session, contents: Sequence[Content], version: int) -> None:
    """Keep no sealed bytes of what the portal holds, and nothing at all of what came before ``version``."""
    for content in contents:
        content.blob = None
        if content.version < version:
            session.delete(content)


def _let_go_of_views(session: Session, put: LinkPut) -> None:
    """Let go of the documents' views that a customer's put brought, unless an operation of their own needs them yet."""
    named = _contents(session, [each.content for each in put.wraps])
    shown = {each.document_id: each.version for each in named if each.document_id and each.kind == "view"}
    busy = set(session.scalars(select(Outbox.document_id).where(Outbox.document_id.is_not(None))))
    idle = list(shown.keys() - busy)
    for start in range(0, len(idle), _AT_ONCE):
        part = Content.document_id.in_(idle[start : start + _AT_ONCE])
        for view in session.scalars(select(Content).where(part, Content.kind == "view")).all():
            assert view.document_id is not None
            if view.version <= (current := shown[view.document_id]):
                _let_go(session, [view], current)


def _refused(session: Session, row: Outbox, answer: Answer, at: datetime) -> None:
    link = session.get(Link, row.link_id) if row.link_id else None
    holder = outbox.holder_of(session, link) if link is not None else None
    if answer.code in {"same_version", "lower_version"} and holder is not None:
        _raise_version(session, row, holder, answer, at)
    elif answer.code == "same_version" and row.series_id is not None:
        session.delete(row)  # the portal's copy may be of an older head
        outbox.send_series_above(session, session.get_one(Series, row.series_id), answer.current or 0, at=at)
    elif answer.code == "still_live" and link is not None and link.replaces_id is not None:
        _keep_old(session, row, link, answer, at)
    elif _is_past(session, row, link, answer, at):
        session.delete(row)
    else:
        row.parked_at, row.parked_why = at, answer.sentence
        record(
            session, "portal.refused", at=at, document=row.document_id, customer=row.customer_id, why=answer.sentence
        )


def _is_past(session: Session, row: Outbox, link: Link | None, answer: Answer, at: datetime) -> bool:
    """Tell whether the link ended before this reached it: then nothing is left to do, and nothing for a person."""
    if answer.code not in {"dead", "unknown"} or row.kind == outbox.REPLACE:
        return False
    if answer.code == "dead" and row.kind != outbox.PUT:
        return True
    if link is None:
        return False
    now = portal_time(session.scalars(select(PortalState)).one(), at)
    return bool(link.ended_as) or not link.current or (link.expires_at is not None and link.expires_at <= now)


def _raise_version(session: Session, row: Outbox, holder: Holder, answer: Answer, at: datetime) -> None:
    """Publish again above the version that the portal holds; a replacement stays one."""
    holder.version = max(holder.version, answer.current or 0)
    if row.kind == outbox.REPLACE:
        outbox.send_anew(session, row)
        holder.version += 1
    else:
        session.delete(row)
        session.flush()
        outbox.publish_again(session, holder, at=at)


def _keep_old(session: Session, row: Outbox, fresh: Link, answer: Answer, at: datetime) -> None:
    """The portal found the old link live after all: the fresh one is dropped, and what was meant for it is for the old.

    That includes a wish made since, to revoke or extend it, or to put another in its place, and every message with it:
    none has left, for the portal never had that link.
    """
    old = session.get_one(Link, fresh.replaces_id)
    was_current, fresh.current = fresh.current, False
    fresh.ended_at, fresh.ended_as = at, "dropped"
    session.delete(row)
    session.flush()
    outbox.pass_on(session, fresh, old)
    for messages in (Mail, Text):
        session.execute(update(messages).where(messages.link_id == fresh.id).values(link_id=old.id))
    for later in session.scalars(select(Link).where(Link.replaces_id == fresh.id)):
        later.replaces_id = old.id
    old.current, old.ended_why = was_current, fresh.ended_why
    old.expires_at = answer.expires_at or old.expires_at
    session.flush()
    outbox.publish_again(session, outbox.holder_of(session, old), at=at)
    record(session, "link.still_live", at=at, document=old.document_id, customer=old.customer_id)


def _sendable(session: Session) -> list[Outbox]:
    """Return the oldest row of each document, customer, series and office that is not parked.

    A customer's page comes after its documents, whose views it shares.
    """
    waiting = select(Outbox).where(Outbox.parked_at.is_(None)).order_by(OUTBOX_ORDER)
    oldest: dict[object, Outbox] = {}
    for row in session.scalars(waiting.limit(_LOOK_AHEAD)):
        topic = row.kind.partition(".")[0]  # a put and a remove of the same go in their order
        oldest.setdefault(row.document_id or row.customer_id or row.series_id or topic, row)
    return sorted(oldest.values(), key=lambda row: row.customer_id is not None)[:MAX_OPERATIONS]


def _operations(session: Session, rows: Sequence[Outbox]) -> tuple[Operation, ...]:
    """Return as many operations as go into one call; the others wait for the next."""
    operations, size = [], 0
    for row in rows:
        operations.append(_frozen_operation(session, row))
        size += len(row.body or b"")
        if size > _BATCH_BYTES:
            break
    return tuple(operations)


def _frozen_operation(session: Session, row: Outbox) -> Operation:
    if row.body is None:
        put = document_put if row.customer_id is None else customer_put
        row.body = operation(session, row, put=put).model_dump_json().encode()
    return parse_operation(row.body)


def _rows(session: Session, identifiers: Sequence[str]) -> Sequence[Outbox]:
    return session.scalars(select(Outbox).where(Outbox.id.in_([UUID(each) for each in identifiers]))).all()


def _put_in(sent: Operation) -> LinkPut | None:
    """Return the put that an operation is or brings."""
    put = sent.link if isinstance(sent, LinkReplace) else sent
    return put if isinstance(put, LinkPut) else None


def _contents(session: Session, identifiers: Sequence[str]) -> list[Content]:
    """Return the contents that the books still know, a few hundred a statement."""
    found: list[Content] = []
    for start in range(0, len(identifiers), _AT_ONCE):
        part = identifiers[start : start + _AT_ONCE]
        found += session.scalars(select(Content).where(Content.id.in_(part)))
    return found


def _parcel(session: Session, content: Content) -> Parcel:
    sha256 = ""
    if content.kind == "pdf" and content.document_id is not None:
        sha256 = session.scalars(
            select(Issued.pdf_sha256).where(
                Issued.document_id == content.document_id, Issued.revision == content.version
            )
        ).one()
    return Parcel(content.id, content.kind, content.blob, sha256, content.key)
