"""The life of a customer's link: renewed, expired, followed by its documents, read again after what was lost."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from desktop.models import Content, Customer, Document, Link, Outbox
from desktop.queries.links import preview_address
from desktop.queries.sync import waiting
from desktop.services import issuing, links, outbox, posting, withdrawing
from desktop.services.customers import CustomerValues, change_customer
from portal.store.contents import drop_wraps
from portal.sweeping import sweep
from tests.desktop.office import line
from tests.portal.customer_office import ADDRESS, Office, office_at, words
from tests.portal.desk import Running
from tests.portal.hostile import HOSTILE
from tests.portal.markup import Markup


@pytest.fixture
async def office(portal: Running, tmp_path: Path) -> AsyncIterator[Office]:
    async with office_at(portal, tmp_path) as it:
        yield it


@pytest.fixture
def browser(portal: Running) -> httpx2.AsyncClient:
    return portal.browser(base=ADDRESS)


async def test_regenerate_extend_and_expiry_are_those_of_any_link(office: Office, browser: httpx2.AsyncClient) -> None:
    office.issue()
    desk = office.desk
    first = office.link()
    assert office.card().state == "waiting"
    await office.exchange()
    assert office.card().state == "live"
    assert office.link() == first
    desk.write(lambda session: links.regenerate(session, office.customer, why="lost", at=desk.now))
    await office.exchange()
    second = office.link()
    assert [(await browser.get(path)).status_code for path in (first, second)] == [410, 200]
    assert "replaced" in (await browser.get(first)).text
    desk.write(lambda session: links.extend(session, office.customer, days=90, at=desk.now))
    await office.exchange()
    office.forward(days=89)
    assert (await browser.get(second)).status_code == 200
    office.forward(days=2)
    for dead in (second, f"{second}/{office.doc(office.issued[0])}"):
        page = await browser.get(dead)
        assert (page.status_code, "This link has expired" in page.text) == (410, True)
        assert Markup(page.text).of("form")[0]["action"] == f"{second}/ask"
    assert (await browser.post(f"{second}/ask")).status_code == 303
    await office.exchange()
    assert office.card().asked_at == desk.now
    third = office.link()
    assert third != second
    await office.exchange()
    assert [(await browser.get(path)).status_code for path in (second, third)] == [410, 200]


async def test_an_issue_behind_an_expired_page_queues_nothing_for_it(office: Office) -> None:
    office.issue()
    office.link()
    await office.exchange()
    office.forward(days=31)
    await office.exchange()  # the portal has answered since
    office.issue()
    waits = office.desk.read(lambda session: session.scalars(select(Outbox.customer_id)).all())
    assert set(waits) == {None}


async def test_a_change_made_while_the_clock_ran_ahead_reaches_the_page(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    """By that clock the page had expired; the portal knows better."""
    office.issue("10")
    path = office.link()
    await office.exchange()
    right = office.desk.now
    office.desk.now += timedelta(days=31)
    second = office.issue("20")
    office.desk.now = right
    await office.exchange()
    assert office.number(second) in words(await browser.get(path))


async def test_made_offline_it_opens_as_soon_as_the_portal_has_it(office: Office, browser: httpx2.AsyncClient) -> None:
    for price in ("10", "20"):
        office.issue(price)
    path = office.link()
    office.credit(office.issued[0], 500)
    office.issue("30")
    assert (await browser.get(path)).status_code == 404
    await office.exchange()
    assert "Open in total €55.00" in words(await browser.get(path))
    assert office.desk.read(waiting).count == 0


async def test_a_call_whose_answer_was_lost_is_the_same_call_again(office: Office, browser: httpx2.AsyncClient) -> None:
    document = office.issue("100")
    path = office.link()
    batch = office.desk.write(posting.prepare_batch)
    assert batch is not None
    with office.desk.books.read() as session:
        for parcel in posting.parcels(session, batch):
            pdf = office.desk.archive.read(parcel.pdf_sha256) if parcel.blob is None else b""
            blob = parcel.blob or posting.seal_pdf(parcel, (await office.client.office()).office, pdf)
            await office.client.put_content(parcel.content, parcel.kind, blob)
    await office.client.send(batch)  # answered, but the line breaks
    office.credit(document, 2_500)
    await office.exchange()
    assert "Open in total €75.00" in words(await browser.get(path))
    assert (await browser.get(f"{path}/{office.doc(document)}")).status_code == 200


async def test_documents_whose_own_links_are_dead_for_long_still_open_behind_it(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    """Their contents have left the portal by then, and the books keep no view that is out."""
    documents = [office.issue(), office.issue()]
    await office.exchange()
    for document in documents:
        office.revoke(document)
    await office.exchange()
    office.forward(days=3)
    sweep(office.portal.portal)
    path = office.link()
    await office.exchange()
    for document in documents:
        assert (await browser.get(f"{path}/{office.doc(document)}")).status_code == 200
        assert (await browser.get(f"{path}/{office.doc(document)}/pdf")).content.startswith(b"%PDF-")
    assert office.desk.read(waiting).count == 0


async def test_views_are_not_hoarded(office: Office) -> None:
    """A document whose own link is dead lives on behind the page: its former views go with each new one."""
    document = office.issue("500")
    office.link()
    await office.exchange()
    office.revoke(document)
    for _ in range(4):
        office.credit(document, 1_000)
        await office.exchange()
    contents = office.desk.read(lambda session: session.scalars(select(Content)).all())
    views = [each for each in contents if each.kind == "view"]
    assert len([each for each in views if each.document_id == document]) == 1
    assert len([each for each in contents if each.customer_id]) == 2
    assert [each for each in contents if each.blob] == []


async def test_the_portal_forgets_a_content_and_gets_the_page_anew(office: Office, browser: httpx2.AsyncClient) -> None:
    document = office.issue("100")
    path = office.link()
    await office.exchange()
    portal = office.portal.portal
    with portal.database.write() as store:
        lookups = office.desk.read(lambda session: session.scalars(select(Link.lookup)).all())
        drop_wraps(store, (await office.client.office()).office, lookups, now=portal.clock())
    office.forward(days=2)
    sweep(portal)
    office.desk.write(lambda session: outbox.publish_page(session, office.customer, at=office.desk.now))
    await office.exchange()
    assert (await browser.get(f"{path}/{office.doc(document)}")).status_code == 200
    assert office.desk.read(waiting).count == 0


async def test_currencies_are_summed_apart(office: Office, browser: httpx2.AsyncClient) -> None:
    office.issue("100")
    draft = office.desk.draft(line(price="40", rate="0"), customer=office.customer)
    office.desk.write(lambda session: setattr(session.get_one(Document, draft), "currency", "USD"))
    desk = office.desk
    desk.write(lambda session: issuing.issue(session, draft, on=desk.now.date(), at=desk.now, archive=desk.archive))
    path = office.link()
    await office.exchange()
    page = words(await browser.get(path))
    assert "Open in total €100.00 US$40.00 2 invoices are open." in page
    assert "140" not in page


async def test_an_empty_page_says_so(office: Office, browser: httpx2.AsyncClient) -> None:
    path = office.link()
    await office.exchange()
    page = await browser.get(path)
    assert page.status_code == 200
    assert "There are no documents here yet." in page.text
    assert "Download statement" not in page.text
    assert (await browser.get(f"{path}/statement")).status_code == 404


async def test_drafts_and_void_documents_never_appear(office: Office, browser: httpx2.AsyncClient) -> None:
    office.desk.draft(line(price="31.31", rate="0"), customer=office.customer)
    void = office.issue("42.42")
    desk = office.desk
    desk.write(lambda session: withdrawing.void(session, void, why="Typed twice", at=desk.now))
    path = office.link()
    await office.exchange()
    page = (await browser.get(path)).text
    assert not re.search(r"31\.31|42\.42|INV-2026", page)


async def test_the_list_follows_the_customers_name_and_language(office: Office, browser: httpx2.AsyncClient) -> None:
    office.issue("1234.5")
    path = office.link()
    await office.exchange()
    values = CustomerValues("Zahnärzte am Kanal", language="de-DE")
    office.desk.write(lambda session: change_customer(session, office.customer, values, at=office.desk.now))
    await office.exchange()
    page = await browser.get(path)
    assert Markup(page.text).of("html")[0]["lang"] == "de-DE"
    assert "Zahnärzte am Kanal" in words(page)
    assert "Eine Rechnung ist offen." in words(page)
    assert "1.234,50\xa0€" in page.text


@pytest.mark.parametrize("name", HOSTILE[::6])
async def test_a_name_that_tries_to_be_more_than_a_name_stays_text(
    office: Office, browser: httpx2.AsyncClient, name: str
) -> None:
    office.desk.write(lambda session: setattr(session.get_one(Customer, office.customer), "name", name))
    path = office.link()
    await office.exchange()
    markup = Markup((await browser.get(path)).text)
    assert [each.get("src", "")[:15] for each in markup.of("script")] == ["/static/portal."]
    assert not {"iframe", "object", "embed", "base", "img"} & {tag for tag, _ in markup.elements}


async def test_the_offices_own_look_is_never_counted(office: Office, browser: httpx2.AsyncClient) -> None:
    document = office.issue()
    path = office.link()
    await office.exchange()
    address = office.desk.read(lambda session: preview_address(session, office.customer, now=office.desk.now))
    assert address is not None
    answer = await browser.get(address.removeprefix(ADDRESS))
    assert answer.headers["location"] == path
    inside = f"{path}/{office.doc(document)}"
    for each in (path, inside):
        assert "This is your preview" in (await browser.get(each)).text
    for each in (f"{path}/view", f"{path}/statement", f"{inside}/view", f"{inside}/download"):
        assert (await browser.post(each, data={"sign": "key"})).status_code == 409, each
    await office.exchange()
    assert (office.card().views, office.card().downloads) == (0, 0)
