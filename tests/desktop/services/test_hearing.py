"""What customers' answers do to the books, whatever the portal tells: applied once, and the feed goes on."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from billing.acceptance import MAX_RECORD, AcceptedLine, key_id, sign, written
from billing.adjustments import DiscountTooLarge
from billing.answering import MAX_WORDS
from billing.canonical import canonical
from billing.choosing import chosen_lines, with_choice
from billing.links import Token, derive
from billing.sealing import event_place, seal, sealed_size
from billing.snapshot import View
from billing.wire import MAX_CONTENT, EventBody, EventRow
from desktop.models import Document, Link, PortalState
from desktop.queries.answers import MAX_SHOWN, AnswerRow, answer_rows, comment_rows
from desktop.queries.drafts import DraftValues, LineValues, draft_of
from desktop.queries.sync import portal_row
from desktop.services import answering, posting
from desktop.services.drafts import save_draft
from desktop.services.issuing import TooLarge, must_fit
from desktop.services.publishing import published_view
from tests.billing.test_acceptance import PRIVATE, PUBLIC, record
from tests.desktop.office import OFFICE_ID, Desk, line
from tests.desktop.services.test_inbox import current, event, receive
from tests.desktop.test_promise_m1 import CURRENCIES, typed

FIGURES = {"lines", "line_sum", "discount", "charges", "net", "taxes", "total", "withheld", "rounding", "balance"}


@pytest.fixture
def quote(desk: Desk) -> UUID:
    """An issued quote of one line and two options, the first of them chosen; the portal's key is pinned."""
    desk.connect()
    keys = {key_id(PUBLIC): b64encode(PUBLIC).decode()}
    desk.write(lambda session: session.execute(update(PortalState).values(keys=keys)))
    options = option("Rail", "120"), option("Lights", "390.50", chosen=False)
    return desk.issue(desk.draft(line("Counter", "760"), *options, kind="quote")).document_id


def option(title: str, price: str, *, chosen: bool = True) -> LineValues:
    return replace(line(title, price), optional=True, chosen=chosen)


def told(desk: Desk, link: Link, kind: str, revision: str, doc: str | None, data: dict[str, Any]) -> EventRow:
    """Return an event as the portal tells it, sealed under the link's key."""
    identifier = data.pop("id", None) or str(uuid7())
    place = event_place(OFFICE_ID, link.lookup, identifier, kind, revision)
    body = canonical(EventBody(id=identifier, kind=kind, doc=doc, data=data))
    blob = seal(derive(Token(link.token)).event, place, body)
    row = event(desk, link, identifier, kind, blob, sealed=True)
    return row.model_copy(update={"revision": revision})


def doc_of(desk: Desk, document: UUID) -> str:
    return str(desk.read(lambda session: session.get_one(Document, document).doc))


def view_of(desk: Desk, document: UUID) -> View:
    return desk.read(lambda session: published_view(session, session.get_one(Document, document), None))


def accepted(desk: Desk, document: UUID, *, revision: str = "", **changes: Any) -> EventRow:
    identifier, seen = str(uuid7()), revision or view_of(desk, document).revision
    values = {"id": identifier, "doc": doc_of(desk, document), "revision": seen}
    text = written(sign(record(**values | changes), PRIVATE))
    return told(
        desk, current(desk, document), "quote.accepted", seen, values["doc"], {"id": identifier, "record": text}
    )


def answers(desk: Desk, document: UUID) -> Sequence[AnswerRow]:
    return desk.read(lambda session: answer_rows(session, document))


def test_a_record_of_ten_thousand_lines_is_booked_and_proven(desk: Desk, quote: UUID) -> None:
    part = AcceptedLine(title="Slat", detail="x" * 600, quantity="1", unit_price="0.10", amount="0.10")
    total = view_of(desk, quote).total_minor
    receive(desk, accepted(desk, quote, lines=(part,) * 10_000, chosen=(1,), total_minor=total))
    (row,) = answers(desk, quote)
    assert (row.kind, row.is_verified) == ("accepted", True)


def test_a_record_beyond_every_size_is_booked_and_marked(desk: Desk, quote: UUID) -> None:
    receive(desk, accepted(desk, quote, terms="x" * 17_000_000))
    (row,) = answers(desk, quote)
    assert (row.kind, row.is_verified) == ("accepted", False)


@pytest.mark.parametrize("minor", [10**30, -(10**30), 2**63])
def test_a_total_beyond_the_books_is_no_record(desk: Desk, quote: UUID, minor: int) -> None:
    text = written(sign(record(), PRIVATE)).replace('"total_minor":93480', f'"total_minor":{minor}')
    seen, doc = view_of(desk, quote).revision, doc_of(desk, quote)
    receive(desk, told(desk, current(desk, quote), "quote.accepted", seen, doc, {"record": text}))
    assert desk.read(portal_row).cursor == 1
    assert answers(desk, quote) == ()


@pytest.fixture
def discounted(desk: Desk) -> UUID:
    """A quote whose discount is larger than what is left of it without its option."""
    desk.connect()
    identifier = desk.draft(line("Counter", "10"), option("Rail", "500"), kind="quote")

    def typed(session: Session) -> None:
        values = draft_of(session.get_one(Document, identifier))
        save_draft(session, identifier, replace(values, discount_minor=40_000), at=desk.now)

    desk.write(typed)
    return desk.issue(identifier).document_id


def test_an_answer_to_a_revision_that_older_books_do_not_know_changes_none_of_their_figures(
    desk: Desk, discounted: UUID
) -> None:
    """The choice was made among other lines."""
    before = view_of(desk, discounted)
    receive(desk, accepted(desk, discounted, revision="f" * 64, chosen=()))
    assert desk.write(posting.prepare_batch) is not None
    after = view_of(desk, discounted)
    assert (after.state, after.total_minor) == ("accepted", before.total_minor)
    assert desk.read(lambda session: session.get_one(Document, discounted).total_minor) == before.total_minor
    (row,) = answers(desk, discounted)
    assert not row.is_verified


def test_a_choice_that_comes_to_no_total_is_not_booked(desk: Desk, discounted: UUID) -> None:
    receive(desk, accepted(desk, discounted, chosen=()))
    assert desk.write(posting.prepare_batch) is not None
    assert (answers(desk, discounted), view_of(desk, discounted).state) == ((), "open")


def test_what_is_told_behind_one_link_changes_no_other_document(desk: Desk, quote: UUID) -> None:
    """Whoever holds one link and the portal's store cannot answer for another customer."""
    other = current(desk, desk.issue(desk.draft(kind="quote", customer=desk.customer("Somebody"))).document_id)
    doc, seen = doc_of(desk, quote), view_of(desk, quote).revision
    receive(
        desk,
        told(desk, other, "quote.declined", seen, doc, {"reason": "Not ours"}),
        told(desk, other, "comment.added", seen, doc, {"text": "Not ours"}),
    )
    assert answers(desk, quote) == ()
    assert desk.read(lambda session: comment_rows(session, quote)) == ()


def test_an_answer_taken_back_takes_its_choice_and_its_order_number_along(desk: Desk, quote: UUID) -> None:
    """List, drawer and page offer again what was issued."""
    before = view_of(desk, quote)
    receive(desk, accepted(desk, quote, chosen=(2,), order_number="PO 7764"))
    desk.write(lambda session: answering.undo_answer(session, quote, why="They called", at=desk.now))
    stored = desk.read(
        lambda session: session.execute(
            select(Document.total_minor, Document.payable_minor, Document.order_reference).where(Document.id == quote)
        ).one()
    )
    assert tuple(stored) == (before.total_minor, before.total_minor, "")
    assert view_of(desk, quote).lines == before.lines
    chosen = desk.read(lambda session: [each.chosen for each in session.get_one(Document, quote).lines])
    assert chosen == [True, True, False]


def test_a_page_shows_the_newest_messages_and_never_outgrows_the_portal(desk: Desk, quote: UUID) -> None:
    """Words that no packing makes smaller, and beside them a quote and its record at their bounds; seed 1."""
    dice = Random(1)
    said = ""
    for _ in range(MAX_SHOWN + 5):
        said = "".join(chr(dice.randrange(0x4E00, 0x9F00)) for _ in range(MAX_WORDS))
        desk.write(partial(answering.reply, document_id=quote, text=said, at=desk.now))
        desk.later(seconds=1)
    comments = view_of(desk, quote).comments
    assert (len(comments), comments[-1].text) == (MAX_SHOWN, said)
    spoken = "".join(each.text for each in comments).encode()
    assert sealed_size(spoken + dice.randbytes(MAX_CONTENT // 2)) <= MAX_CONTENT


def test_a_quote_leaves_room_for_its_record_on_the_page() -> None:
    page = Random(1).randbytes(MAX_CONTENT // 3)
    must_fit(b"%PDF-", page, is_quote=False)
    for absurd in (page, bytes(MAX_RECORD // 2 + 1)):
        with pytest.raises(TooLarge):
            must_fit(b"%PDF-", absurd, is_quote=True)


@pytest.mark.parametrize("currency", CURRENCIES)
def test_promise_m1_what_the_page_signed_is_what_the_books_count(desk: Desk, quote: UUID, currency: str) -> None:
    """Random quotes in seven currencies, chosen from on the page, accepted, heard, shown again. Share: 4 s.

    The same documents as those of the promise's other half, each line an option or not.
    """
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    dice = Random(seed)
    for _ in range(4):
        document = desk.issue(typed(desk, dice, currency, "quote", shaped=partial(_with_options, dice))).document_id
        page = _chosen(dice, view_of(desk, document))
        total, chosen = page.total_minor, chosen_lines(page)
        receive(desk, accepted(desk, document, chosen=chosen, total_minor=total, currency=currency))
        again = view_of(desk, document)
        assert answers(desk, document)[0].is_verified
        assert again.model_dump(include=FIGURES) == page.model_dump(include=FIGURES)
        assert _stored(desk, document) == (total, page.balance_minor)


def _stored(desk: Desk, document: UUID) -> tuple[int, int]:
    with desk.books.read() as session:
        found = session.get_one(Document, document)
        return found.total_minor, found.payable_minor


def _with_options(dice: Random, values: DraftValues) -> DraftValues:
    options = {at: dice.random() < 0.5 for at in range(len(values.lines)) if dice.random() < 0.6}
    lines = tuple(
        replace(each, optional=at in options, chosen=options.get(at, True)) for at, each in enumerate(values.lines)
    )
    return replace(values, lines=lines)


def _chosen(dice: Random, view: View) -> View:
    """Return the page with other lines ticked, unless a discount that is an amount would be more than those."""
    options = [at for at, each in enumerate(view.lines) if each.optional]
    try:
        return with_choice(view, {at for at in options if dice.random() < 0.5})
    except DiscountTooLarge:
        return view
