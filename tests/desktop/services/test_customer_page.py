"""The page of all of a customer's documents as the desktop makes it: what it lists, what it costs, what it keeps."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from billing.customer_index import MAX_LISTED, CustomerIndex
from billing.links import Token, derive
from billing.sealing import content_place, office_place, open_key, open_sealed, wrap_place
from billing.statement import Movement, account, beginning
from billing.wire import MAX_WRAPS, Answer, Batch, BatchAnswer, LinkPut, Wrap
from desktop.models import Content, Customer, Document, Issued, Link, Office, Outbox
from desktop.queries.life import why_not_void
from desktop.services import links, outbox, posting
from desktop.services.connection import PortalFound, connect
from desktop.services.customer_page import CustomerCopy
from desktop.services.links import NoLink
from tests.desktop.office import OFFICE_ID, TODAY, Desk, line


@pytest.fixture
def customer(desk: Desk) -> UUID:
    desk.connect()
    return desk.customer()


def copied(desk: Desk, holder: UUID) -> str:
    return desk.write(lambda session: links.copy_link(session, holder, at=desk.now)).address


def sent(desk: Desk) -> LinkPut:
    """Return the put of the customer's page in the batch that is sent now."""
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    put = batch.operations[-1]
    assert isinstance(put, LinkPut)
    assert put.kind == "customer"
    return put


def index_of(desk: Desk, put: LinkPut) -> CustomerIndex:
    """Open the list as the customer's browser gets it."""
    return CustomerIndex.model_validate_json(opened(desk, put, put.view))


def opened(desk: Desk, put: LinkPut, content: str) -> bytes:
    with desk.books.read() as session:
        keys = derive(Token(session.scalars(select(Link.token).where(Link.lookup == put.lookup)).one()))
        blob = session.get_one(Content, content).blob
    assert blob is not None
    wrap = next(each for each in put.wraps if each.content == content)
    key = open_key(keys.wrap, wrap_place(OFFICE_ID, put.lookup, content), wrap.sealed)
    return open_sealed(key, content_place(OFFICE_ID, content, "view"), blob)


def answered(desk: Desk, **answer: object) -> None:
    """Let the portal take all that waits; ``answer`` is what it says of the customer's page."""
    while (batch := desk.write(posting.prepare_batch)) is not None:
        upload(desk, batch)
        done: dict[str, object] = {"result": "done", "expires_at": desk.now + timedelta(days=30)}
        said = [done | answer if getattr(each, "kind", "") == "customer" else done for each in batch.operations]
        answers = tuple(
            Answer.model_validate({"id": each.id, **words}) for each, words in zip(batch.operations, said, strict=True)
        )
        reply = BatchAnswer(receipt=uuid7().hex, time=desk.now, answers=answers)
        desk.write(lambda session, batch=batch, reply=reply: posting.settle_batch(session, batch, reply, at=desk.now))  # type: ignore[misc]
        answer = {}


def upload(desk: Desk, batch: Batch) -> None:
    """Let the portal hold every content that the batch names."""
    with desk.books.write() as session:
        posting.uploaded(session, [each.content for each in posting.parcels(session, batch)], at=desk.now)


def test_nobody_gets_a_page_that_nobody_asked_for(desk: Desk, customer: UUID) -> None:
    desk.issue(desk.draft(customer=customer))
    assert desk.read(lambda session: session.scalars(select(Link).where(Link.customer_id.is_not(None))).all()) == []
    first = copied(desk, customer)
    assert first.startswith("https://pay.alder.example/portal/customer/")
    assert copied(desk, customer) == first


def test_without_a_portal_there_is_no_page(desk: Desk) -> None:
    who = desk.customer()
    with pytest.raises(NoLink, match="No portal is set up"):
        copied(desk, who)
    assert desk.read(lambda session: session.scalars(select(Link)).all()) == []


def test_what_can_be_done_with_a_link_needs_one(desk: Desk, customer: UUID) -> None:
    with pytest.raises(NoLink, match="no link yet"):
        desk.write(lambda session: links.revoke(session, customer, why="", at=desk.now))


def test_a_page_that_was_never_sent_is_regenerated_and_revoked_without_a_trace(desk: Desk, customer: UUID) -> None:
    first = copied(desk, customer)
    desk.write(lambda session: links.regenerate(session, customer, why="lost", at=desk.now))
    assert copied(desk, customer) != first
    desk.write(lambda session: links.revoke(session, customer, why="", at=desk.now))
    assert desk.read(lambda session: session.scalars(select(Outbox.customer_id)).all()) == [None]


def test_a_regenerate_can_be_taken_back_until_it_was_sent(desk: Desk, customer: UUID) -> None:
    first = copied(desk, customer)
    answered(desk)
    desk.write(lambda session: links.regenerate(session, customer, why="lost", at=desk.now))
    desk.write(lambda session: links.take_back(session, customer, at=desk.now))
    assert copied(desk, customer) == first


def test_the_list_holds_no_token_and_nothing_internal(desk: Desk, customer: UUID) -> None:
    draft = desk.draft(customer=customer)
    desk.write(lambda session: setattr(session.get_one(Document, draft), "notes", "Pays late, watch out"))
    desk.write(lambda session: setattr(session.get_one(Customer, customer), "notes", "Rude on the phone"))
    issued = desk.issue(draft)
    copied(desk, customer)
    put = sent(desk)
    plain = opened(desk, put, put.view).decode()
    with desk.books.read() as session:
        tokens = session.scalars(select(Link.token)).all()
        internal = [str(customer), customer.hex, str(issued.document_id), issued.document_id.hex]
    for secret in (*tokens, *internal, "Pays late", "Rude"):
        assert secret not in plain
    assert issued.number in plain


def test_every_key_is_for_the_document_it_says(desk: Desk, customer: UUID) -> None:
    for _ in range(3):
        desk.issue(desk.draft(customer=customer))
    copied(desk, customer)
    put = sent(desk)
    entries = index_of(desk, put).entries
    named = {each.content: each.doc for each in put.wraps}
    assert len(put.wraps) == 2 + 2 * 3
    for entry in entries:
        assert named[entry.view] == named[entry.pdf] == entry.doc
    assert named[put.view] is None


def test_the_offices_copy_brings_the_link_back(desk: Desk, customer: UUID) -> None:
    copied(desk, customer)
    put = sent(desk)
    assert put.office_copy is not None
    with desk.books.read() as session:
        key = session.scalars(select(Office.office_key)).one()
        token = session.scalars(select(Link.token)).one()
    copy = CustomerCopy.model_validate_json(
        open_sealed(key, office_place(OFFICE_ID, put.lookup, "link"), put.office_copy.blob)
    )
    assert (copy.customer, copy.token) == (customer, token)
    assert token not in repr(copy)


def test_every_change_raises_the_version_and_what_waits_collapses(desk: Desk, customer: UUID) -> None:
    copied(desk, customer)
    first = sent(desk)
    answered(desk)
    for _ in range(3):
        desk.issue(desk.draft(customer=customer))
    rows = desk.read(lambda session: session.scalars(select(Outbox.customer_id)).all())
    assert rows.count(customer) == 1
    second = sent(desk)
    assert second.version == first.version + 3
    assert second.lifetime is None


def test_a_version_the_portal_holds_already_is_raised_above_it(desk: Desk, customer: UUID) -> None:
    copied(desk, customer)
    sent(desk)
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    answers = tuple(
        Answer(id=each.id, result="refused", code="lower_version", current=41)
        if getattr(each, "kind", "") == "customer"
        else Answer(id=each.id, result="done")
        for each in batch.operations
    )
    reply = BatchAnswer(receipt=uuid7().hex, time=desk.now, answers=answers)
    desk.write(lambda session: posting.settle_batch(session, batch, reply, at=desk.now))
    assert sent(desk).version == 42


def test_behind_more_documents_than_a_put_can_carry_the_open_and_the_newest_are_listed(
    desk: Desk, customer: UUID
) -> None:
    oldest = desk.issue(desk.draft(line(price="1"), customer=customer)).document_id
    paid = desk.issue(desk.draft(line(price="2"), customer=customer)).document_id
    desk.pay(paid, 246)
    desk.write(lambda session: copies(session, paid, MAX_LISTED + 40))
    copied(desk, customer)
    put = sent(desk)
    assert len(put.wraps) == MAX_WRAPS
    index = index_of(desk, put)
    assert (len(index.entries), index.older) == (MAX_LISTED, 42)
    assert index.entries[0].number == desk.read(lambda session: session.get_one(Document, oldest).number)
    assert index.entries[1].issued_on > index.entries[-1].issued_on
    assert sum(each.minor for each in index.open) == 123
    LinkPut.model_validate_json(put.model_dump_json())


def copies(session: Session, document_id: UUID, count: int) -> None:
    """Add ``count`` later documents with the same paper."""
    model, issued = (
        session.get_one(Document, document_id),
        session.scalars(select(Issued).where(Issued.document_id == document_id)).one(),
    )
    kept = {each.key for each in Document.__table__.columns} - {"id", "ordinal", "doc", "number", "issued_on"}
    frozen = {each.key for each in Issued.__table__.columns} - {"id", "document_id", "number", "position"}
    for place in range(1, count + 1):
        fresh = Document(**{name: getattr(model, name) for name in kept})
        fresh.ordinal, fresh.doc, fresh.number = 1_000 + place, uuid7().hex, f"OLD-{place:04}"
        fresh.issued_on = TODAY + timedelta(days=place)
        session.add(fresh)
        session.flush()
        row = Issued(**{name: getattr(issued, name) for name in frozen})
        row.id, row.document_id = uuid7(), fresh.id
        row.number, row.position = fresh.number, 1_000 + place
        row.close()
        session.add(row)
    session.flush()


def why_not(desk: Desk, document: UUID) -> str:
    return desk.read(lambda session: why_not_void(session, session.get_one(Document, document)))


def test_a_document_on_a_published_page_is_withdrawn_and_not_voided(desk: Desk, customer: UUID) -> None:
    document = desk.issue(desk.draft(customer=customer)).document_id
    assert why_not(desk, document) == ""
    copied(desk, customer)
    answered(desk)
    assert why_not(desk, document) == "the customer sees it on a page of all documents"


def test_what_a_page_showed_that_was_looked_at_is_not_voided_after_the_page_is_off(desk: Desk, customer: UUID) -> None:
    document = desk.issue(desk.draft(customer=customer)).document_id
    copied(desk, customer)
    answered(desk)
    links_of = select(Link).where(Link.customer_id == customer)
    desk.write(lambda session: setattr(session.scalars(links_of).one(), "viewed_at", desk.now + timedelta(hours=1)))
    desk.write(lambda session: links.revoke(session, customer, why="", at=desk.now))
    answered(desk)
    assert why_not(desk, document) == "the customer sees it on a page of all documents"
    desk.later(hours=2)
    later = desk.issue(desk.draft(customer=customer)).document_id
    assert why_not(desk, later) == ""


def test_a_quote_that_became_an_invoice_waits_for_no_answer(desk: Desk, customer: UUID) -> None:
    from desktop.services.converting import convert_quote

    quote = desk.issue(desk.draft(kind="quote", customer=customer)).document_id
    desk.write(lambda session: convert_quote(session, quote, on=TODAY, at=desk.now))
    copied(desk, customer)
    assert [each.state for each in index_of(desk, sent(desk)).entries] == ["accepted"]


def test_a_name_that_no_font_can_print_leaves_the_statement_out_and_the_page_stands(desk: Desk, customer: UUID) -> None:
    desk.issue(desk.draft(customer=customer))
    desk.write(lambda session: setattr(session.get_one(Customer, customer), "name", "Rosewood \U0001f9b7\U000e0041"))
    copied(desk, customer)
    index = index_of(desk, sent(desk))
    assert index.statement is None
    assert len(index.entries) == 1


def test_moving_to_another_portal_brings_the_page_along(desk: Desk, customer: UUID) -> None:
    desk.issue(desk.draft(customer=customer))
    copied(desk, customer)
    answered(desk)
    found = PortalFound("https://other.example", str(uuid7()), "1" * 32, practice=False, books=None, offset_ms=0)
    desk.write(lambda session: connect(session, found, at=desk.now))
    put = sent(desk)
    assert put.lifetime is not None
    assert len(index_in(put)) == 1


def index_in(put: LinkPut) -> set[str]:
    return {each.doc for each in put.wraps if each.doc}


def test_a_new_page_takes_an_expired_ones_place_unless_the_portal_finds_it_live(desk: Desk, customer: UUID) -> None:
    first = copied(desk, customer)
    answered(desk)
    desk.later(days=31)
    assert copied(desk, customer) != first
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    (replace,) = [each for each in batch.operations if each.op == "link.replace"]
    assert replace.only_if_expired
    reply = BatchAnswer(
        receipt=uuid7().hex,
        time=desk.now,
        answers=(Answer(id=replace.id, result="refused", code="still_live", expires_at=desk.now + timedelta(days=2)),),
    )
    desk.write(lambda session: posting.settle_batch(session, batch, reply, at=desk.now))
    assert copied(desk, customer) == first
    assert sent(desk).version > 1


def test_what_the_books_let_go_and_the_portal_lost_is_made_anew(desk: Desk, customer: UUID) -> None:
    document = desk.issue(desk.draft(customer=customer)).document_id
    copied(desk, customer)
    answered(desk)
    desk.write(lambda session: outbox.publish_page(session, customer, at=desk.now))
    before = sent(desk)
    (view,) = [each.content for each in before.wraps if each.doc and _kind(desk, each) == "view"]
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    lacks = Answer(id=before.id, result="missing", missing=(view,))
    reply = BatchAnswer(receipt=uuid7().hex, time=desk.now, answers=(lacks,))
    assert desk.write(lambda session: posting.settle_batch(session, batch, reply, at=desk.now))
    after = sent(desk)
    assert view not in {each.content for each in after.wraps}
    (fresh,) = [each.content for each in after.wraps if each.doc and _kind(desk, each) == "view"]
    with desk.books.read() as session:
        views = session.scalars(select(Content).where(Content.document_id == document, Content.kind == "view")).all()
        assert [(each.id, each.blob is not None) for each in views] == [(fresh, True)]


def _kind(desk: Desk, wrap: Wrap) -> str:
    return desk.read(lambda session: session.get_one(Content, wrap.content).kind)


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 11, 20), date(2026, 9, 1)),
        (date(2026, 2, 28), date(2025, 12, 1)),
        (date(2026, 1, 1), date(2025, 11, 1)),
        (date(2026, 12, 31), date(2026, 10, 1)),
    ],
)
def test_a_statement_begins_two_months_before_on_the_first(today: date, since: date) -> None:
    assert beginning(today) == since


def test_what_moved_before_the_statement_is_its_opening() -> None:
    days = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)]
    moved = [Movement(on, "invoice", f"INV-{at}", 100) for at, on in enumerate(days)]
    found = account("EUR", [*moved, Movement(days[2], "payment", "INV-0", -30)], since=days[1], favour=5)
    assert (found.opening, found.sum_of("invoice"), found.sum_of("payment"), found.open) == (100, 200, -30, 270)
