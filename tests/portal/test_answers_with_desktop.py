"""Answers on their way: from the customer's page to the books, and back to every link of the document."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.orm import Session

from billing.acceptance import check
from billing.issued import IssuedDocument
from billing.snapshot import View
from desktop.archive import Archive
from desktop.models import Document, Series
from desktop.queries.answers import answer_rows, comment_rows, new_comments, signed_record
from desktop.queries.cards import DocumentCard, document_card
from desktop.queries.drafts import LineValues, draft
from desktop.queries.sync import pinned_keys
from desktop.services import answering, connection, converting, issuing, links, outbox
from desktop.services.office import BusinessValues, change_business
from desktop.services.publishing import latest_issued, published_view
from desktop.sync.client import PortalClient
from tests.desktop.office import line
from tests.portal import samples
from tests.portal.markup import Markup
from tests.portal.test_with_desktop import ADDRESS, Office, browser, office

__all__ = ["browser", "office"]
T = TypeVar("T")


def optional(title: str, price: str, *, chosen: bool) -> LineValues:
    from dataclasses import replace

    return replace(line(title, price), optional=True, chosen=chosen)


class Quote:
    """An issued quote of one line and two options, behind its link."""

    def __init__(self, office: Office, identifier: UUID, path: str) -> None:
        self.office, self.id, self.path = office, identifier, path

    def read(self, op: Callable[[Session], T]) -> T:
        return self.office.desk.read(op)

    def write(self, op: Callable[[Session], T]) -> T:
        return self.office.desk.write(op)

    @property
    def card(self) -> DocumentCard:
        desk = self.office.desk
        return self.read(lambda session: document_card(session, self.id, today=desk.now.date(), now=desk.now))

    @property
    def view(self) -> View:
        return self.read(lambda session: published_view(session, session.get_one(Document, self.id), None))

    async def form(self, browser: httpx2.AsyncClient, **changes: Any) -> dict[str, Any]:
        """Return the fields of the accept form as the page has them."""
        page = Markup((await browser.get(self.path)).text)
        held = {field["name"]: field.get("value", "") for field in page.of("input") if field.get("type") == "hidden"}
        return {**held, **samples.answer(self.view), "revision": held["revision"], **changes}


@pytest.fixture
async def quote(office: Office) -> Quote:
    desk = office.desk
    lines = (line("Counter", "760"), optional("Rail", "120", chosen=True), optional("Lights", "390.50", chosen=False))
    identifier = desk.draft(*lines, kind="quote")
    on, at = desk.now.date(), desk.now
    desk.write(lambda session: issuing.issue(session, identifier, on=on, at=at, archive=desk.archive))
    info = await office.client.office()
    found = connection.PortalFound(ADDRESS, info.office, info.log, info.practice, info.books, 0, info.keys)
    desk.write(lambda session: connection.connect(session, found, at=at))
    await office.exchange()
    address = desk.write(lambda session: links.copy_link(session, identifier, at=at)).address
    return Quote(office, identifier, address.removeprefix(ADDRESS))


async def test_an_acceptance_reaches_the_books_whole(quote: Quote, browser: httpx2.AsyncClient) -> None:
    form = await quote.form(browser, line=["2"], total="141512")
    assert (await browser.post(f"{quote.path}/accept", data=form)).status_code == 303
    await quote.office.exchange()
    (row,) = quote.read(lambda session: answer_rows(session, quote.id))
    assert (row.kind, row.name, row.order_number, row.is_verified) == ("accepted", "Niamh Byrne", "PO 7764", True)
    assert (row.total_minor, quote.card.total_minor, quote.card.state) == (141_512, 141_512, "accepted")
    record = quote.read(lambda session: signed_record(session, row.id))
    assert record == (await browser.get(f"{quote.path}/acceptance.json")).text
    keys = quote.office.portal.portal.keys
    assert check(record.encode(), {keys.key_id: keys.public}).is_sound
    assert [line.chosen for line in quote.view.lines] == [True, False, True]
    assert (quote.view.total_minor, quote.view.state, quote.view.answering) == (141_512, "accepted", None)


async def test_the_accepted_lines_become_an_invoice_in_one_step(quote: Quote, browser: httpx2.AsyncClient) -> None:
    await browser.post(f"{quote.path}/accept", data=await quote.form(browser, line=["2"], total="141512"))
    await quote.office.exchange()
    desk = quote.office.desk
    made = quote.write(lambda session: converting.convert_quote(session, quote.id, on=desk.now.date(), at=desk.now))
    values = quote.read(lambda session: draft(session, made))
    assert [line.title for line in values.lines] == ["Counter", "Lights"]
    assert values.order_reference == "PO 7764"
    assert quote.card.state == "converted"
    assert [end.document_id for end in quote.card.ends] == [made]
    await quote.office.exchange()
    assert "Niamh Byrne accepted this quote" in Markup((await browser.get(quote.path)).text).text


async def test_a_decline_brings_its_reason(quote: Quote, browser: httpx2.AsyncClient) -> None:
    form = {"revision": quote.view.revision, "reason": "Too late for us.", "sure": "yes"}
    assert (await browser.post(f"{quote.path}/decline", data=form)).status_code == 303
    await quote.office.exchange()
    (row,) = quote.read(lambda session: answer_rows(session, quote.id))
    assert (row.kind, row.reason, quote.card.state) == ("declined", "Too late for us.", "declined")
    assert "You declined this quote on 20 November 2026." in Markup((await browser.get(quote.path)).text).text


async def test_an_answer_is_taken_back_with_a_reason_and_can_be_given_again(
    quote: Quote, browser: httpx2.AsyncClient
) -> None:
    await browser.post(f"{quote.path}/accept", data=await quote.form(browser))
    await quote.office.exchange()
    quote.write(lambda session: answering.undo_answer(session, quote.id, why="They called", at=quote.office.desk.now))
    await quote.office.exchange()
    assert str(quote.card.state) in {"sent", "viewed"}
    page = Markup((await browser.get(quote.path)).text)
    assert "This offer is valid until" in page.text
    assert (await browser.post(f"{quote.path}/accept", data=await quote.form(browser))).status_code == 303
    await quote.office.exchange()
    rows = quote.read(lambda session: answer_rows(session, quote.id))
    assert [(row.kind, row.undone_why) for row in rows] == [("accepted", ""), ("accepted", "They called")]
    assert quote.card.state == "accepted"


async def test_an_answer_that_was_invoiced_stays(quote: Quote, browser: httpx2.AsyncClient) -> None:
    await browser.post(f"{quote.path}/accept", data=await quote.form(browser))
    await quote.office.exchange()
    desk = quote.office.desk
    quote.write(lambda session: converting.convert_quote(session, quote.id, on=desk.now.date(), at=desk.now))
    with pytest.raises(answering.NothingToUndo, match="an invoice was made of it"):
        quote.write(lambda session: answering.undo_answer(session, quote.id, why="Oops", at=desk.now))


async def test_a_quote_renewed_while_its_customer_accepted_the_earlier_one_is_accepted_as_it_was(
    quote: Quote, browser: httpx2.AsyncClient
) -> None:
    """The new revision is refused by the portal, stays in the books and is not shown; the answer holds."""
    desk = quote.office.desk
    form = await quote.form(browser)
    until = desk.now.date().replace(month=12, day=31)
    quote.write(
        lambda session: converting.renew_quote(
            session, quote.id, valid_until=until, on=desk.now.date(), at=desk.now, archive=desk.archive
        )
    )
    assert (await browser.post(f"{quote.path}/accept", data=form)).status_code == 303
    await quote.office.exchange()
    await quote.office.exchange()
    (row,) = quote.read(lambda session: answer_rows(session, quote.id))
    assert (row.kind, row.is_verified, quote.card.state) == ("accepted", True, "accepted")
    assert quote.view.revision == form["revision"]
    assert "Niamh Byrne accepted" in Markup((await browser.get(quote.path)).text).text


async def test_a_renewed_quote_is_not_accepted_by_an_old_page(quote: Quote, browser: httpx2.AsyncClient) -> None:
    desk = quote.office.desk
    form = await quote.form(browser)
    until = desk.now.date().replace(month=12, day=31)
    quote.write(
        lambda session: converting.renew_quote(
            session, quote.id, valid_until=until, on=desk.now.date(), at=desk.now, archive=desk.archive
        )
    )
    await quote.office.exchange()
    answer = await browser.post(f"{quote.path}/accept", data=form)
    assert answer.status_code == 409
    page = Markup(answer.text).text
    assert "This document has changed since you opened it" in page
    assert "This offer is valid until 31 December 2026." in page
    assert (await browser.post(f"{quote.path}/accept", data=await quote.form(browser))).status_code == 303


async def test_a_conversation_goes_both_ways(quote: Quote, browser: httpx2.AsyncClient) -> None:
    await browser.post(f"{quote.path}/comment", data={"message": "Can you come on a Saturday?"})
    await quote.office.exchange()
    assert quote.read(new_comments) == 1
    at = quote.office.desk.now
    quote.write(lambda session: answering.read_comments(session, quote.id, at=at))
    quote.write(lambda session: answering.reply(session, quote.id, "Yes, at nine.", at=at))
    assert quote.read(new_comments) == 0
    await quote.office.exchange()
    page = Markup((await browser.get(quote.path)).text).text
    assert (page.count("Can you come on a Saturday?"), page.count("Yes, at nine.")) == (1, 1)
    rows = quote.read(lambda session: comment_rows(session, quote.id))
    assert [(row.by_office, row.text) for row in rows] == [
        (False, "Can you come on a Saturday?"),
        (True, "Yes, at nine."),
    ]


async def test_acceptance_is_switched_off_and_on_for_one_quote_and_for_all(
    quote: Quote, browser: httpx2.AsyncClient
) -> None:
    at = quote.office.desk.now

    async def offered() -> bool:
        await quote.office.exchange()
        return f"{quote.path}/accept" in (await browser.get(quote.path)).text

    assert await offered()
    quote.write(
        lambda session: answering.set_own_answering(session, quote.id, answering.OwnAnswering(accepts=False), at=at)
    )
    assert not await offered()
    quote.write(lambda session: answering.set_own_answering(session, quote.id, answering.OwnAnswering(), at=at))
    assert await offered()
    values = BusinessValues(name="Alder & Finch", time_zone="Europe/Dublin", quote_accepts=False)
    quote.write(lambda session: change_business(session, values, at=at))
    assert not await offered()


async def test_an_acceptance_by_a_key_that_was_not_pinned_is_booked_and_marked(
    quote: Quote, browser: httpx2.AsyncClient
) -> None:
    def forget(session: Session) -> None:
        from sqlalchemy import update

        from desktop.models import PortalState

        session.execute(update(PortalState).values(keys={"0" * 16: "AAAA"}))

    quote.write(forget)
    await browser.post(f"{quote.path}/accept", data=await quote.form(browser))
    await quote.office.exchange()
    (row,) = quote.read(lambda session: answer_rows(session, quote.id))
    assert (row.is_verified, quote.card.state) == (False, "accepted")
    assert quote.card.activity[1].kind == "accepted.unverified"


async def test_the_customer_asks_for_a_new_quote_when_the_old_one_has_ended(
    quote: Quote, browser: httpx2.AsyncClient
) -> None:
    quote.office.forward(days=29)
    path = quote.path
    valid_until = quote.card.valid_until
    assert valid_until is not None
    quote.write(lambda session: links.extend(session, quote.id, days=60, at=quote.office.desk.now))
    await quote.office.exchange()
    quote.office.forward(days=3)
    assert (await browser.post(f"{path}/request", data={})).status_code == 303
    await quote.office.exchange()
    assert "quote.requested" in {row.kind for row in quote.card.activity}


async def on_its_customers_page(quote: Quote) -> str:
    """Return the path of the quote behind the link of all of its customer's documents, which is published."""
    customer = quote.read(lambda session: session.get_one(Document, quote.id).customer_id)
    assert customer is not None
    address = quote.write(lambda session: links.copy_link(session, customer, at=quote.office.desk.now)).address
    await quote.office.exchange()
    doc = quote.read(lambda session: session.get_one(Document, quote.id).doc)
    return f"{address.removeprefix(ADDRESS)}/{doc}"


async def test_an_answer_given_on_the_customers_page_is_taken_back_where_the_own_link_was_revoked(
    quote: Quote, browser: httpx2.AsyncClient
) -> None:
    at = quote.office.desk.now
    path = await on_its_customers_page(quote)
    quote.write(lambda session: links.revoke(session, quote.id, why="Lost", at=at))
    await quote.office.exchange()
    for again in (True, False):
        assert (await browser.post(f"{path}/accept", data=samples.answer(quote.view))).status_code == 303
        await quote.office.exchange()
        assert quote.card.state == "accepted"
        if again:
            quote.write(lambda session: answering.undo_answer(session, quote.id, why="They called", at=at))
            await quote.office.exchange()
    assert (await browser.get(quote.path)).status_code == 410


async def test_a_moved_portal_takes_an_answered_quote_as_answered(quote: Quote, browser: httpx2.AsyncClient) -> None:
    form = await quote.form(browser)
    await browser.post(f"{quote.path}/accept", data=form)
    await quote.office.exchange()
    new = quote.office.portal.office()
    desk = quote.office.desk
    async with PortalClient(ADDRESS, new.key, transport=httpx2.ASGITransport(app=quote.office.portal.app)) as client:
        info = await client.office()
        found = connection.PortalFound(ADDRESS, info.office, info.log, info.practice, info.books, 0, info.keys)
        # the two offices live in one portal here, which takes a link once: so this one moves with a fresh link
        quote.write(lambda session: links.revoke(session, quote.id, why="Moving", at=desk.now))
        quote.write(lambda session: connection.connect(session, found, at=desk.now))
        path = quote.write(lambda session: links.copy_link(session, quote.id, at=desk.now)).address
        quote.office.client = client
        await quote.office.exchange()
    path = path.removeprefix(ADDRESS)
    assert "Niamh Byrne accepted this quote" in Markup((await browser.get(path)).text).text
    refused = {"revision": form["revision"], "reason": "", "sure": "yes"}
    assert (await browser.post(f"{path}/decline", data=refused)).status_code == 409
    assert (await browser.post(f"{path}/accept", data=form)).headers["location"] == path
    kept = (await browser.get(f"{path}/acceptance.json")).content
    assert check(kept, quote.read(pinned_keys)).is_trusted


async def test_a_revision_that_came_after_the_answer_leaves_the_record_where_it_is(
    quote: Quote, browser: httpx2.AsyncClient
) -> None:
    """The customer's link brings other lines before the books have heard of the acceptance given behind it."""
    desk = quote.office.desk
    path = await on_its_customers_page(quote)
    form = {**samples.answer(quote.view), "line": ["1", "2"], "total": "156272"}
    assert (await browser.post(f"{path}/accept", data=form)).status_code == 303
    record = (await browser.get(f"{path}/acceptance.json")).text

    quote.write(lambda session: _offered_with_one_option(session, quote.id, desk.archive, desk.now))
    await quote.office.push()
    assert (await browser.get(path)).status_code == 200
    assert (await browser.get(f"{path}/acceptance.json")).text == record
    await quote.office.exchange()
    (row,) = quote.read(lambda session: answer_rows(session, quote.id))
    assert (row.is_verified, quote.view.total_minor) == (True, 156_272)


def _offered_with_one_option(session: Session, identifier: UUID, archive: Archive, at: datetime) -> None:
    """Freeze a revision without the last line, as no act of the program does yet."""
    document = session.get_one(Document, identifier)
    newest = latest_issued(session, document)
    before = IssuedDocument.model_validate_json(newest.body)
    body = before.model_copy(update={"revision": 2, "lines": before.lines[:2]})
    series, pdf = session.get_one(Series, newest.series_id), archive.read(newest.pdf_sha256)
    issuing.freeze(
        session, document, series, body, newest.pdf_sha256, len(pdf), at, counted=(newest.period, newest.counter)
    )
    outbox.publish(session, document, at=at)
