"""Batches: applied once, answered one by one, and refused whole where one side is an old copy."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from billing.errors import Refused
from billing.wire import (
    Answer,
    Batch,
    BatchAnswer,
    DocWithdraw,
    LinkExtend,
    LinkPut,
    LinkReplace,
    LinkRevoke,
    OfficeProfile,
    OfficePut,
    Operation,
    PaymentsPut,
    PaymentsRemove,
    ProblemCode,
    SeriesPut,
)
from portal.instants import instant, micros
from portal.payments import accounts
from portal.payments.vault import Vault
from portal.store import docs, links
from portal.store.answers import RefusedOperation, done
from portal.store.offices import Caller, locked_office
from portal.tables import api_key, office, operation, series

# Built once: every operation of every batch runs these, and building them costs more than SQLite takes.
_KEPT = select(operation.c.answer).where(operation.c.office == bindparam("office"), operation.c.id == bindparam("id"))
_KEEP = insert(operation)


class RefusedCall(Refused):
    """The whole call is refused and nothing was changed; a person or a repair has to come first."""

    def __init__(self, code: ProblemCode, sentence: str, *, other: str = "", since: datetime | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.other = other
        self.since = since


def apply_batch(connection: Connection, caller: Caller, batch: Batch, *, vault: Vault, now: datetime) -> BatchAnswer:
    """Apply ``batch`` under the office's lock and return its answers; a batch that was answered gets the same again.

    ``vault`` seals the office's key of Stripe; neither it nor the operation that brought it is stored.

    The answer's ``time`` is always now, so that a late repeat tells no wrong clock.
    Raises RefusedCall (on_hold, other_books, other_computer, diverged).
    """
    row = locked_office(connection, caller.office)
    _check_writer(connection, row, caller, batch.books)
    if batch.receipt != row.receipt:
        return _repeated(row, batch, now)
    if batch.batch == row.batch:
        raise diverged()
    answers = tuple(_once(connection, row.id, each, vault=vault, now=now) for each in batch.operations)
    answer = BatchAnswer(receipt=secrets.token_hex(16), time=now, answers=answers)
    _remember(connection, row, caller, batch, answer)
    return answer


def check_shape(batch: Batch) -> str:
    """Return what makes no sense in ``batch`` as one sentence, or "" where all of it can be applied."""
    for each in batch.operations:
        put = each.link if isinstance(each, LinkReplace) else each
        if isinstance(put, LinkPut) and (sentence := _misshapen(put)):
            return sentence
        if isinstance(each, LinkReplace) and each.old == each.link.lookup:
            return "A link cannot replace itself."
        if isinstance(each, PaymentsPut) and ("_live_" in each.key) != each.livemode:
            return "A key of Stripe's says itself whether it is for real money."
    return ""


def check_reader(row: Row[Any]) -> None:
    """Raise RefusedCall while the office is on hold after a restore of the portal."""
    if row.on_hold:
        raise RefusedCall(
            "on_hold", "The portal was restored from a backup. Links rest until this office has confirmed them."
        )


def check_computer(connection: Connection, row: Row[Any], caller: Caller) -> None:
    """Raise RefusedCall where another computer writes; one whose key was revoked writes no more."""
    check_reader(row)
    if row.writer in {None, caller.key}:
        return
    writer = connection.execute(select(api_key).where(api_key.c.id == row.writer)).one()
    if writer.revoked_at is None:
        raise RefusedCall(
            "other_computer",
            f"{writer.name} publishes for this office. One computer at a time does. Nothing was changed.",
            other=writer.name,
            since=None if writer.used_at is None else instant(writer.used_at),
        )


def _check_writer(connection: Connection, row: Row[Any], caller: Caller, books: str) -> None:
    if row.books not in {None, books}:
        raise RefusedCall("other_books", "This portal belongs to other books. Nothing was changed.")
    check_computer(connection, row, caller)


def _repeated(row: Row[Any], batch: Batch, now: datetime) -> BatchAnswer:
    if (batch.receipt, batch.batch) != (row.receipt_before, row.batch):
        raise diverged()
    return BatchAnswer.model_validate_json(row.batch_answer).model_copy(update={"time": now})


def diverged() -> RefusedCall:
    """Return the refusal of a call whose memory of the last one differs from the portal's."""
    return RefusedCall("diverged", "Portal and books disagree: one of them is an older copy. Nothing was changed.")


def _once(connection: Connection, office_id: str, each: Operation, *, vault: Vault, now: datetime) -> Answer:
    """Return the answer of old, or apply and remember. What waits for contents is not done: it may come again."""
    if (known := connection.scalar(_KEPT, {"office": office_id, "id": each.id})) is not None:
        return Answer.model_validate_json(known)
    try:
        answer = _applied(connection, office_id, each, vault=vault, now=now)
    except RefusedOperation as refused:
        answer = refused.answer(each.id)
    if answer.result != "missing":
        row = {"office": office_id, "id": each.id, "answer": answer.model_dump_json(), "at": micros(now)}
        connection.execute(_KEEP, row)
    return answer


def _applied(connection: Connection, office_id: str, each: Operation, *, vault: Vault, now: datetime) -> Answer:
    match each:
        case LinkPut():
            return links.put(connection, office_id, each, now=now)
        case LinkReplace():
            days = _settled_days(connection, office_id)
            return links.replace(connection, office_id, each, settled_days=days, now=now)
        case LinkExtend():
            days = _settled_days(connection, office_id)
            return links.extend(connection, office_id, each, settled_days=days, now=now)
        case LinkRevoke():
            return links.revoke(connection, office_id, each, now=now)
        case DocWithdraw():
            docs.withdraw(connection, office_id, each.doc, now=now)
        case SeriesPut():
            _put_series(connection, office_id, each)
        case OfficePut():
            _put_profile(connection, office_id, each)
        case PaymentsPut():
            accounts.put(connection, office_id, each, vault, now=now)
        case PaymentsRemove():
            accounts.remove(connection, office_id, now=now)
    return done(each.id)


def _put_series(connection: Connection, office_id: str, sent: SeriesPut) -> None:
    place = (series.c.office == office_id) & (series.c.id == sent.series)
    held = connection.execute(select(series.c.version, series.c.office_copy).where(place)).one_or_none()
    if held is None:
        row = {"office": office_id, "id": sent.series, "version": sent.version, "office_copy": sent.office_copy.blob}
        connection.execute(insert(series).values(**row))
    elif sent.version < held.version:
        raise RefusedOperation("lower_version", "The portal holds a newer state of this series.", current=held.version)
    elif sent.version > held.version:
        values = {"version": sent.version, "office_copy": sent.office_copy.blob}
        connection.execute(update(series).where(place).values(**values))
    elif sent.office_copy.blob != held.office_copy:
        raise RefusedOperation(
            "same_version", "The portal holds this version with another content.", current=held.version
        )


def _put_profile(connection: Connection, office_id: str, sent: OfficePut) -> None:
    values = {"profile": sent.profile.model_dump_json(), "rev": office.c.rev + 1}
    connection.execute(update(office).where(office.c.id == office_id).values(**values))


def _settled_days(connection: Connection, office_id: str) -> int:
    profile = connection.scalars(select(office.c.profile).where(office.c.id == office_id)).one()
    return OfficeProfile.model_validate_json(profile).settled_days


def _remember(connection: Connection, row: Row[Any], caller: Caller, batch: Batch, answer: BatchAnswer) -> None:
    connection.execute(
        update(office)
        .where(office.c.id == row.id)
        .values(
            books=batch.books,
            writer=caller.key,
            receipt=answer.receipt,
            receipt_before=row.receipt,
            batch=batch.batch,
            batch_answer=answer.model_dump_json(),
        )
    )
    connection.execute(update(api_key).where(api_key.c.id == caller.key).values(used_at=micros(answer.time)))


def _misshapen(put: LinkPut) -> str:
    if (put.kind == "customer") != (put.doc is None):
        return "A customer's link names no document; every other link names one."
    if put.doc is None and put.state != "open":
        return "A customer's link is neither settled nor withdrawn."
    if put.doc is not None and any(each.doc is not None for each in put.wraps):
        return "A link of one document does not say whose its keys are."
    if put.view not in {each.content for each in put.wraps}:
        return "A link brings the key of its view."
    return ""
