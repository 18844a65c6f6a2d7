"""One link for all of a customer's documents: the real desktop publishes it, the real portal shows it."""

import re
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import delete, select

from billing.crediting import CreditWish
from billing.issued import DocumentKind
from desktop.archive import Archive
from desktop.database import open_database
from desktop.models import Activity, Content, Customer, Document, Link, Outbox
from desktop.queries.links import LinkCard, link_card, preview_address
from desktop.queries.sync import waiting
from desktop.services import connection, crediting, issuing, links, outbox, posting, withdrawing
from desktop.services.customers import CustomerValues, change_customer
from desktop.sync import feed, push
from desktop.sync.client import PortalClient
from desktop.sync.push import PartlyLost
from portal.store.contents import drop_wraps
from portal.sweeping import flush, sweep
from tests.desktop.office import Desk, line
from tests.portal.desk import Running
from tests.portal.hostile import HOSTILE
from tests.portal.markup import Markup

ADDRESS = "http://127.0.0.1:8080"


@dataclass
class Office:
    """Books on disk, connected to the running portal, with one customer."""

    portal: Running
    desk: Desk
    client: PortalClient
    customer: UUID
    issued: list[UUID] = field(default_factory=list)

    async def exchange(self) -> None:
        """Read the feed to its end, then send all that waits; what the portal has lost is sent again."""
        await feed.read_to_end(self.desk.books, self.client, clock=lambda: self.desk.now)
        while (batch := self.desk.write(posting.prepare_batch)) is not None:
            try:
                await push.push_batch(
                    self.desk.books, self.desk.archive, self.client, batch, clock=lambda: self.desk.now
                )
            except PartlyLost:
                continue

    def issue(self, price: str = "100", kind: DocumentKind = "invoice", customer: UUID | None = None) -> UUID:
        draft = self.desk.draft(line(price=price, rate="0"), kind=kind, customer=customer or self.customer)
        desk = self.desk
        desk.write(lambda session: issuing.issue(session, draft, on=desk.now.date(), at=desk.now, archive=desk.archive))
        self.issued.append(draft)
        return draft

    def link(self, customer: UUID | None = None) -> str:
        """Return the path of the customer's link, copied."""
        who = customer or self.customer
        copied = self.desk.write(lambda session: links.copy_link(session, who, at=self.desk.now))
        return copied.address.removeprefix(ADDRESS)

    def own_link(self, document: UUID) -> str:
        return self.link(document)

    def doc(self, document: UUID) -> str:
        name = self.desk.read(lambda session: session.get_one(Document, document).doc)
        assert name
        return name

    def number(self, document: UUID) -> str:
        return self.desk.read(lambda session: session.get_one(Document, document).number) or ""

    def card(self, holder: UUID | None = None) -> LinkCard:
        card = self.desk.read(lambda session: link_card(session, holder or self.customer, now=self.desk.now))
        assert card is not None
        return card

    def credit(self, invoice: UUID, minor: int) -> str:
        desk = self.desk
        return desk.write(
            lambda session: crediting.give_credit(
                session, invoice, (CreditWish(1, minor=minor),), why="Damaged", on=desk.now.date(), at=desk.now,
                archive=desk.archive,
            )
        ).number  # fmt: skip

    def withdraw(self, document: UUID) -> None:
        desk = self.desk
        desk.write(
            lambda session: withdrawing.withdraw(
                session, document, why="Typed twice", on=desk.now.date(), at=desk.now, archive=desk.archive
            )
        )

    def revoke(self, holder: UUID) -> None:
        self.desk.write(lambda session: links.revoke(session, holder, why="", at=self.desk.now))

    def forward(self, **by: float) -> None:
        self.desk.now += timedelta(**by)
        self.portal.clock.forward(**by)


@pytest.fixture
async def office(portal: Running, tmp_path: Path) -> AsyncIterator[Office]:
    new = portal.office()
    transport = httpx2.ASGITransport(app=portal.app)
    with closing(open_database(tmp_path / "books.db")) as books:
        desk = Desk(books, Archive(tmp_path / "archive"), portal.clock())
        desk.found()
        async with PortalClient(ADDRESS, new.key, transport=transport) as client:
            info = await client.office()
            found = connection.PortalFound(ADDRESS, info.office, info.log, info.practice, info.books, 0)
            desk.write(lambda session: connection.connect(session, found, at=desk.now))
            yield Office(portal, desk, client, desk.customer())


@pytest.fixture
def browser(portal: Running) -> httpx2.AsyncClient:
    return portal.browser(base=ADDRESS)


def words(page: httpx2.Response) -> str:
    return Markup(page.text).text


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
    office.issue()
    waits = office.desk.read(lambda session: session.scalars(select(Outbox.customer_id)).all())
    assert set(waits) == {None}


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
