"""What a customer does behind a link: counted and told in one transaction, sealed for the office alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from billing.acceptance import SignedAcceptance, written
from billing.answering import AnswerKind
from billing.canonical import canonical
from billing.sealing import event_place, seal
from billing.wire import EventBody
from portal.opening import Opened
from portal.store import quotes, visits
from portal.store.feed import NewEvent, append_events
from portal.store.offices import locked_office


class Answer(Protocol):
    """An answer that is ready to be given to the link as it was seen."""

    def __call__(self, connection: Connection, *, act: "Act", rev: int) -> quotes.Outcome: ...


@dataclass(frozen=True, slots=True)
class Act:
    """One act on one link and the document that it shows there. ``key`` seals what is told of it."""

    office: str
    lookup: str = field(repr=False)
    doc: str | None
    revision: str
    key: bytes = field(repr=False)
    now: datetime


def act_on(opened: Opened) -> Act:
    """Return an act on the link as the customer saw it."""
    row = opened.row
    return Act(row.office, opened.lookup, opened.doc, opened.revision, opened.keys.event, opened.now)


def view(connection: Connection, act: Act, *, browser: str, sign: str) -> bool:
    """Tell a view where it counts. ``browser`` is the cookie's secret; the store keeps it hashed with this page."""
    hashed = sha256(f"{browser}|{act.lookup}|{act.doc}".encode()).hexdigest()
    return _told(
        connection,
        act,
        "link.viewed",
        lambda: visits.view_counts(connection, act.lookup, hashed, now=act.now),
        {"sign": sign},
    )


def download(connection: Connection, act: Act) -> bool:
    """Tell a download, as long as the day has room for it."""
    return _told(
        connection, act, "pdf.downloaded", lambda: visits.download_counts(connection, act.lookup, now=act.now), {}
    )


def ask(connection: Connection, act: Act) -> bool:
    """Tell that a new link is wanted, once a day."""
    return _told(connection, act, "link.requested", lambda: visits.note_ask(connection, act.lookup, now=act.now), {})


def ask_for_quote(connection: Connection, act: Act) -> bool:
    """Tell that a new quote is wanted, once a day."""
    return _told(connection, act, "quote.requested", lambda: visits.note_ask(connection, act.lookup, now=act.now), {})


def comment(connection: Connection, act: Act, *, text: str) -> bool:
    """Tell what the customer wrote, as long as the day has room for it; the page shows it at once."""

    def counts() -> bool:
        if not visits.comment_counts(connection, act.lookup, now=act.now):
            return False
        quotes.touch(connection, act.lookup)
        return True

    return _told(connection, act, "comment.added", counts, {"text": text})


def accept(connection: Connection, *, act: Act, rev: int, revision: str, signed: SignedAcceptance) -> quotes.Outcome:
    """Accept the quote with the record ``signed``, whose id becomes the event's."""
    event = _event(act, "quote.accepted", {"record": written(signed)}, identifier=signed.record.id)
    return _answered(connection, act, event, "accepted", rev, revision)


def decline(connection: Connection, *, act: Act, rev: int, revision: str, reason: str) -> quotes.Outcome:
    """Decline the quote."""
    event = _event(act, "quote.declined", {"reason": reason})
    return _answered(connection, act, event, "declined", rev, revision)


def switched_off(connection: Connection, act: Act) -> None:
    """Tell that the portal's operator revoked the link."""
    append_events(connection, act.office, [_event(act, "link.revoked", {})], now=act.now)


def _told(
    connection: Connection, act: Act, kind: str, counts: Callable[[], bool], data: dict[str, str | int | bool]
) -> bool:
    locked_office(connection, act.office)  # the office before the link, as everywhere: no two writers wait in a ring
    if not counts():
        return False
    append_events(connection, act.office, [_event(act, kind, data)], now=act.now)
    return True


def _answered(
    connection: Connection, act: Act, event: NewEvent, answer: AnswerKind, rev: int, revision: str
) -> quotes.Outcome:
    assert act.doc is not None
    return quotes.give_answer(
        connection, act.office, act.doc, event, answer=answer, rev=rev, revision=revision, now=act.now
    )


def _event(act: Act, kind: str, data: dict[str, str | int | bool], *, identifier: str = "") -> NewEvent:
    identifier = identifier or str(uuid7())
    body = EventBody(id=identifier, kind=kind, doc=act.doc, data=data)
    place = event_place(act.office, act.lookup, identifier, kind, act.revision)
    return NewEvent(identifier, act.lookup, kind, act.revision, sealed=True, blob=seal(act.key, place, canonical(body)))
