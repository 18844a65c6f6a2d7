"""Every route there is: whom it opens to, and what every answer carries."""

from base64 import b64encode
from hashlib import sha256

import httpx2
import pytest
from sqlalchemy import select
from starlette.routing import BaseRoute, Mount, Route
from uuid_utils.compat import uuid7

from billing.links import LINK_KINDS, new_token
from billing.wire import DocWithdraw, LinkRevoke
from portal.edge import CLOSED_POLICY
from portal.store.offices import hold_all
from portal.tables import wrap
from tests.portal import samples
from tests.portal.desk import Desk, Published, Running, running

LINK = "/portal/{kind}/{token}"
BEHIND = f"{LINK}/{{doc:doc}}"
# Route by method -> what a customer with the right token gets. Without one: the 404 of an unknown link.
CUSTOMER = {
    ("GET", LINK): 200,
    ("GET", f"{LINK}/pdf"): 200,
    ("GET", f"{LINK}/acceptance.json"): 404,  # until it is accepted
    ("GET", f"{LINK}/acceptance.pdf"): 404,
    ("POST", f"{LINK}/view"): 204,
    ("POST", f"{LINK}/download"): 303,
    ("POST", f"{LINK}/ask"): 303,
    ("POST", f"{LINK}/choose"): 200,
    ("POST", f"{LINK}/accept"): 303,
    ("POST", f"{LINK}/decline"): 303,
    ("POST", f"{LINK}/comment"): 303,
    ("POST", f"{LINK}/request"): 303,
    ("POST", f"{LINK}/pay"): 404,  # a quote is not paid; test_paying.py pays invoices
    ("GET", f"{LINK}/receipt.pdf"): 404,
    ("GET", "/s/{token}"): 308,
}
# Behind a customer's link; a document's own link finds nothing there.
CUSTOMERS_OWN = {
    ("GET", BEHIND): 200,
    ("GET", f"{BEHIND}/pdf"): 200,
    ("POST", f"{BEHIND}/view"): 204,
    ("POST", f"{BEHIND}/download"): 303,
    ("POST", f"{BEHIND}/choose"): 200,
    ("POST", f"{BEHIND}/accept"): 303,
    ("POST", f"{BEHIND}/decline"): 303,
    ("POST", f"{BEHIND}/comment"): 303,
    ("POST", f"{BEHIND}/request"): 303,
    ("GET", f"{BEHIND}/acceptance.json"): 404,
    ("GET", f"{BEHIND}/acceptance.pdf"): 404,
    ("POST", f"{BEHIND}/pay"): 404,
    ("GET", f"{BEHIND}/receipt.pdf"): 404,
    ("GET", f"{LINK}/statement"): 200,
    ("POST", f"{LINK}/statement"): 303,
}
EVERYBODY = {
    ("GET", "/robots.txt"),
    ("GET", "/static/{name}"),
    ("GET", "/logo/{office}/{name}"),
    ("GET", "/back/{nonce}"),
    ("POST", "/hooks/stripe/{office}"),
}
ALWAYS = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "strict-transport-security": "max-age=31536000",
}


def _methods(routes: list[BaseRoute]) -> set[tuple[str, str]]:
    found = set()
    for route in routes:
        assert isinstance(route, Route | Mount)
        if isinstance(route, Route):
            found |= {(method, route.path) for method in (route.methods or ()) if method != "HEAD"}
    return found


def _path(template: str, link: Published, token: str) -> str:
    return template.replace("{kind}", link.kind).replace("{token}", token)


async def test_promise_l6_the_table_has_every_route(portal: Running) -> None:
    """A route missing from the table fails here; the API below /api/v1 has its own keys and tests."""
    assert _methods(portal.app.routes) == CUSTOMER.keys() | CUSTOMERS_OWN.keys() | EVERYBODY
    assert [route.path for route in portal.app.routes if isinstance(route, Mount)] == ["/api/v1"]


@pytest.mark.parametrize(("method", "template"), CUSTOMER, ids=lambda part: part)
async def test_promise_l6_one_token_opens_one_document(portal: Running, desk: Desk, method: str, template: str) -> None:
    """Each route x no token, another office's, expired, replaced, revoked, another document's: 0 succeed."""
    quote = samples.quote(samples.OPEN)
    link, theirs = await desk.publish(quote), await portal.office("Byrne").publish(quote)
    replaced, revoked, another = [await desk.publish(quote) for _ in range(3)]
    await desk.replace(replaced)
    await desk.send(LinkRevoke(id=str(uuid7()), lookup=revoked.keys.lookup))
    expired = await desk.publish(quote, lifetime=60)
    portal.clock.forward(seconds=60)
    form = samples.answer(link.view, sign="key", message="When?") if method == "POST" else None

    async def ask(token: str) -> httpx2.Response:
        return await portal.browser().request(method, _path(template, link, token), data=form)

    assert (await ask(link.token.text)).status_code == CUSTOMER[method, template]
    for nothing in ("", "-", new_token().text, link.token.text[:-1], link.token.text.swapcase()):
        assert (await ask(nothing)).status_code == 404
    for ended in (replaced, revoked, expired):
        answer = await ask(ended.token.text)
        asks = ended is expired and template.endswith("/ask")
        assert answer.status_code == (308 if template.startswith("/s/") else 303 if asks else 410)
        assert link.view.number not in answer.text
    for foreign in (theirs, another):
        answer = await ask(foreign.token.text)
        assert link.token.text not in answer.headers.get("location", "") + answer.text


@pytest.mark.parametrize(("method", "template"), CUSTOMERS_OWN, ids=lambda part: part)
async def test_promise_l6_one_token_opens_the_documents_of_one_customer(
    portal: Running, desk: Desk, method: str, template: str
) -> None:
    """Each route x no token, ended links, another customer's, a document's own: 0 succeed."""
    quote = samples.quote(samples.OPEN)
    page, other, plain = await desk.publish_page(quote), await desk.publish_page(quote), await desk.publish(quote)
    revoked = await desk.publish_page(quote)
    await desk.send(LinkRevoke(id=str(uuid7()), lookup=revoked.keys.lookup))
    expired = await desk.publish_page(quote, lifetime=60)
    portal.clock.forward(seconds=60)
    form = samples.answer(quote, sign="key", message="When?") if method == "POST" else None

    async def ask(link: Published, doc: str | None, kind: str = "customer") -> httpx2.Response:
        path = _path(template, link, link.token.text).replace(f"/{link.kind}/", f"/{kind}/")
        return await portal.browser().request(method, path.replace("{doc:doc}", doc or ""), data=form)

    assert (await ask(page, page.documents[0])).status_code == CUSTOMERS_OWN[method, template]
    for ended in (revoked, expired):
        answer = await ask(ended, ended.documents[0])
        assert answer.status_code == 410
        assert quote.number not in answer.text
    assert (await ask(plain, plain.doc, plain.kind)).status_code == 404
    assert (await ask(plain, plain.doc)).status_code == 404
    if "{doc:doc}" in template:
        for foreign in (other.documents[0], plain.doc, "0" * 32, "x" * 32):
            assert (await ask(page, foreign)).status_code == 404


async def test_a_list_that_was_made_before_a_withdrawal_brings_no_key_of_it_back(portal: Running, desk: Desk) -> None:
    page = await desk.publish_page(samples.view(), samples.quote())
    gone, stays = page.documents
    await desk.send(DocWithdraw(id=str(uuid7()), doc=gone))
    again = page.put.model_copy(update={"id": str(uuid7()), "version": 2, "lifetime": None})
    (answer,) = await desk.send(again)
    assert answer.result == "done"
    with portal.portal.database.read() as store:
        assert set(store.scalars(select(wrap.c.doc).where(wrap.c.lookup == page.keys.lookup))) == {None, stays}
    inside = await portal.browser().get(f"{page.path}/{gone}")
    assert (inside.status_code, "INV-2026-0187" in inside.text) == (200, False)
    assert "This document was withdrawn" in inside.text
    assert (await portal.browser().get(f"{page.path}/{stays}")).status_code == 200


async def test_a_documents_change_is_seen_on_every_link_that_shows_it(portal: Running, desk: Desk) -> None:
    """The list is kept ready to send: it has to notice."""
    page, other = await desk.publish_page(), await desk.publish_page()
    browser = portal.browser()
    before = (await browser.get(page.path)).text
    await desk.send(DocWithdraw(id=str(uuid7()), doc=other.documents[0]))
    assert (await browser.get(page.path)).text == before
    await desk.send(DocWithdraw(id=str(uuid7()), doc=page.documents[0]))
    assert "Withdrawn" in (await browser.get(page.path)).text


@pytest.mark.parametrize(("method", "template"), [row for row in CUSTOMER if "{kind}" in row[1]], ids=lambda part: part)
@pytest.mark.parametrize("end", ["live", "expired", "revoked"])
async def test_promise_l6_a_token_opens_under_its_own_kind_only(
    portal: Running, desk: Desk, method: str, template: str, end: str
) -> None:
    """Each route x every other kind, in whatever state the link is: the 404 of an unknown one, and nothing is told."""
    link = await desk.publish(lifetime=60)
    if end == "revoked":
        await desk.send(LinkRevoke(id=str(uuid7()), lookup=link.keys.lookup))
    elif end == "expired":
        portal.clock.forward(seconds=60)
    for kind in {*LINK_KINDS, "Invoice", "other"} - {link.kind}:
        path = template.replace("{kind}", kind).replace("{token}", link.token.text).replace("{doc}", link.doc or "")
        answer = await portal.browser().request(method, path, data={"sign": "key"} if method == "POST" else None)
        assert answer.status_code == 404
        assert answer.text == (await portal.browser().get("/portal/x/y")).text
    assert await desk.events() == []


async def test_every_answer_carries_the_header_set(portal: Running, desk: Desk) -> None:
    link = await desk.publish()
    browser = portal.browser()
    page = await browser.get(link.path)
    static = [part.split('"')[0] for part in page.text.split('"/static/')[1:]]
    answers = [page, await browser.get("/"), await browser.get("/robots.txt"), await browser.put(link.path)]
    answers += [await browser.get(f"/static/{name}") for name in static]
    answers += [await browser.post(f"{link.path}/view"), await browser.get(f"{link.path}/pdf")]
    answers += [await desk.call("GET", "/office"), await browser.get("/api/v1/office"), await browser.get("/api/v1/x")]
    assert len(static) >= 3
    assert {answer.status_code for answer in answers} == {200, 204, 400, 404, 405}
    for answer in answers:
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        cacheable = answer.request.url.path.startswith("/static/")
        expected = "public, max-age=31536000, immutable" if cacheable else "no-store, private"
        assert answer.headers["cache-control"] == expected
    assert (await browser.get("/robots.txt")).headers["content-security-policy"] == CLOSED_POLICY


async def test_a_page_may_run_its_own_files_and_its_one_style_only(portal: Running, desk: Desk) -> None:
    link = await desk.publish()
    page = await portal.browser().get(link.path)
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["form-action"] == "'self'"
    style = page.text.split("<style>")[1].split("</style>")[0]
    assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy["style-src"]
    assert "unsafe" not in page.headers["content-security-policy"]


async def test_plain_http_promises_no_https(portal: Running) -> None:
    answer = await portal.browser(base="http://127.0.0.1:8080").get("/")
    assert "strict-transport-security" not in answer.headers


async def test_a_page_is_compressed_for_those_who_read_it(portal: Running, desk: Desk) -> None:
    link = await desk.publish()
    plain = await portal.browser().get(link.path, headers={"accept-encoding": "identity"})
    zipped = await portal.browser().get(link.path, headers={"accept-encoding": "br, gzip"})
    assert plain.text == zipped.text
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert int(zipped.headers["content-length"]) < len(plain.content) / 3


async def test_a_bug_is_a_calm_page_with_the_header_set(portal: Running, desk: Desk) -> None:
    """The store vanishes under the app: nobody expects that, and nobody sees how it is built."""
    link = await desk.publish()
    with portal.portal.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE wrap RENAME TO gone")
    transport = httpx2.ASGITransport(app=portal.app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="https://portal.example") as browser:
        answer = await browser.get(link.path)
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert "wrap" not in answer.text
    assert "Traceback" not in answer.text


async def test_an_unknown_link_speaks_the_browsers_language(portal: Running) -> None:
    answer = await portal.browser().get("/portal/invoice/x", headers={"accept-language": "de-AT,en;q=0.5"})
    assert '<html lang="de"' in answer.text


async def test_an_office_on_hold_shows_calm_pages_and_answers_its_desktop_so(portal: Running, desk: Desk) -> None:
    link = await desk.publish()
    other = portal.office("Byrne")
    with portal.portal.database.write() as connection:
        hold_all(connection, now=portal.clock())
    page = await portal.browser().get(link.path)
    assert (page.status_code, page.headers["retry-after"]) == (503, "60")
    assert link.view.number not in page.text
    calls = [await desk.call("GET", path) for path in ("/events", "/manifest", f"/content/{'0' * 32}")]
    calls += [await desk.post(desk.batch()), await desk.upload("0" * 32, "view", b"x"), await other.post(other.batch())]
    assert {(call.status_code, call.json()["code"]) for call in calls} == {(409, "on_hold")}
    assert (await desk.call("GET", "/office")).status_code == 200


async def test_a_practice_portal_marks_every_page(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with running(tmp_path_factory.mktemp("practice"), practice=True) as practice:
        desk = practice.office()
        link = await desk.publish()
        browser = practice.browser(base="http://127.0.0.1:8080")
        pages = [await browser.get(path) for path in (link.path, "/", "/portal/invoice/x")]
        practice.clock.forward(days=31)
        pages.append(await browser.get(link.path))
        assert [page.status_code for page in pages] == [200, 404, 404, 410]
        assert all("practice" in page.text.lower() for page in pages)
        assert (await desk.call("GET", "/office")).json()["practice"] is True
