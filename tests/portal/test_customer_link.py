"""One link for all of a customer's documents: the real desktop publishes it, the real portal shows it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import delete, select

from desktop.models import Activity, Document, Outbox
from desktop.services import posting
from portal.sweeping import flush
from tests.portal.customer_office import ADDRESS, Office, office_at, words
from tests.portal.desk import Running
from tests.portal.markup import Markup


@pytest.fixture
async def office(portal: Running, tmp_path: Path) -> AsyncIterator[Office]:
    async with office_at(portal, tmp_path) as it:
        yield it


@pytest.fixture
def browser(portal: Running) -> httpx2.AsyncClient:
    return portal.browser(base=ADDRESS)


async def test_the_page_lists_every_document_and_each_opens_behind_it(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    first, second = office.issue("100"), office.issue("250")
    quote = office.issue("900", "quote")
    path = office.link()
    await office.exchange()
    page = words(await browser.get(path))
    assert "Open in total €350.00" in page
    assert "2 invoices are open." in page
    assert "Waiting for your answer" in page
    for document in (first, second, quote):
        assert office.number(document) in page
        answer = await browser.get(f"{path}/{office.doc(document)}")
        assert answer.status_code == 200
        assert office.number(document) in words(answer)
        assert Markup(answer.text).of("a")[0]["href"] == path
        file = await browser.get((await browser.post(f"{path}/{office.doc(document)}/download")).headers["location"])
        assert file.content.startswith(b"%PDF-")


async def test_promise_a_document_of_another_customer_never_opens_behind_it(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    ours = office.issue()
    other = office.desk.customer("Quayside")
    theirs = office.issue("700", customer=other)
    path, other_path = office.link(), office.link(other)
    await office.exchange()
    for link, inside, outside in ((path, ours, theirs), (other_path, theirs, ours)):
        assert (await browser.get(f"{link}/{office.doc(inside)}")).status_code == 200
        assert office.number(outside) not in (await browser.get(link)).text
        for method, rest in (("GET", ""), ("GET", "/pdf"), ("POST", "/view"), ("POST", "/download")):
            answer = await browser.request(method, f"{link}/{office.doc(outside)}{rest}", data={"sign": "key"})
            assert answer.status_code == 404, (method, rest)
    own = office.own_link(ours)
    assert (await browser.get(f"{own}/{office.doc(ours)}")).status_code == 404
    for nowhere in (f"{path}/{'0' * 32}", f"{path}/pdf", f"{path}/{office.doc(ours)}/ask", f"{own}/statement"):
        assert (await browser.get(nowhere)).status_code == 404, nowhere
    assert (await browser.post(f"{path}/download")).status_code == 404


async def test_revoking_one_link_does_not_touch_the_other(office: Office, browser: httpx2.AsyncClient) -> None:
    document = office.issue()
    path, own = office.link(), office.own_link(document)
    await office.exchange()
    inside = f"{path}/{office.doc(document)}"
    office.revoke(document)
    await office.exchange()
    assert [(await browser.get(each)).status_code for each in (own, path, inside, f"{inside}/pdf")] == [
        410,
        200,
        200,
        200,
    ]
    again = office.own_link(document)
    office.revoke(office.customer)
    await office.exchange()
    assert [(await browser.get(each)).status_code for each in (again, path, inside)] == [200, 410, 410]
    assert office.card().state == "revoked"


async def test_both_links_of_a_document_say_the_same(office: Office, browser: httpx2.AsyncClient) -> None:
    document = office.issue("100")
    path, own = office.link(), office.own_link(document)
    await office.exchange()

    async def said() -> list[str]:
        pages = [words(await browser.get(each)) for each in (own, f"{path}/{office.doc(document)}")]
        return [page.removeprefix("Alder & Finch ").removeprefix("‹ All documents ") for page in pages]

    before = await said()
    assert before[0] == before[1]
    office.credit(document, 4_000)
    await office.exchange()
    after = await said()
    assert after[0] == after[1] != before[0]
    assert "€60.00" in after[0]
    assert "€60.00" in words(await browser.get(path))


async def test_a_withdrawn_document_keeps_one_line_without_amounts(office: Office, browser: httpx2.AsyncClient) -> None:
    stays, goes = office.issue("100"), office.issue("77.77")
    path = office.link()
    office.own_link(goes)
    await office.exchange()
    office.withdraw(goes)
    await office.exchange()
    page = words(await browser.get(path))
    assert f"{office.number(goes)} Withdrawn" in page
    assert "Open in total €100.00" in page
    assert page.count("77.77") == 1  # the credit note's own line
    assert "Invoiced since €100.00" in page
    inside = await browser.get(f"{path}/{office.doc(goes)}")
    assert (inside.status_code, "77.77" in inside.text) == (200, False)
    assert "This document was withdrawn" in inside.text
    assert (await browser.get(f"{path}/{office.doc(goes)}/pdf")).status_code == 200  # the calm page, no file
    assert (await browser.post(f"{path}/{office.doc(goes)}/download")).headers.get("location") is None
    assert office.number(stays) in page


async def test_what_is_withdrawn_shows_no_amount_even_before_the_list_has_followed(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    goes = office.issue("77.77")
    office.issue("100")
    path = office.link()
    office.own_link(goes)
    await office.exchange()
    assert "77.77" in (await browser.get(path)).text
    office.withdraw(goes)
    office.desk.write(lambda session: session.execute(delete(Outbox).where(Outbox.customer_id.is_not(None))))
    await office.exchange()
    page = await browser.get(path)
    assert "77.77" not in page.text.replace("Open today", "").split("Statement")[0]
    assert f"{office.number(goes)} Withdrawn" in words(page)


async def test_views_and_downloads_count_for_the_document_and_for_the_link(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    seen, unseen = office.issue(), office.issue()
    path = office.link()
    await office.exchange()
    await browser.get(path)
    await browser.post(f"{path}/view", data={"sign": "key"})
    inside = f"{path}/{office.doc(seen)}"
    for _ in range(2):
        await browser.get(inside)
        await browser.post(f"{inside}/view", data={"sign": "key"})
    await browser.post(f"{inside}/download")
    await browser.get(f"{inside}/pdf")
    answer = await browser.post(f"{path}/statement")
    assert answer.headers["location"] == f"{path}/statement"
    assert (await browser.get(answer.headers["location"])).content.startswith(b"%PDF-")
    for _ in range(2):
        await flush(office.portal.portal)
    await office.exchange()
    card = office.card()
    assert (card.views, card.downloads) == (2, 2)
    with office.desk.books.read() as session:
        assert session.get_one(Document, seen).viewed_at == office.desk.now
        assert session.get_one(Document, unseen).viewed_at is None
        told = session.scalars(select(Activity).where(Activity.who == "customer").order_by(Activity.id)).all()
        assert [(each.kind, each.document_id) for each in told] == [
            ("viewed", None), ("viewed", seen), ("downloaded", seen), ("downloaded", None),
        ]  # fmt: skip
        assert {each.customer_id for each in told} == {office.customer}
    assert office.card(seen).views == 0


async def test_a_change_reaches_the_page_with_the_document_in_one_call(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    document = office.issue("100")
    path = office.link()
    await office.exchange()
    office.credit(document, 3_000)
    batch = office.desk.write(posting.prepare_batch)
    assert batch is not None
    kinds = [getattr(each, "kind", each.op) for each in batch.operations]
    assert kinds[-1] == "customer"
    assert {"credit", "invoice"} <= set(kinds)
    await office.exchange()
    assert "Open in total €70.00" in words(await browser.get(path))
