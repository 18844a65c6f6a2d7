"""A quote on its way: chosen and signed in a browser, in the books at once, invoiced, and proven without the portal."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from desktop.__main__ import main
from desktop.demo.browser import find_browser
from desktop.queries.answers import answer_rows, comment_rows, signed_record
from desktop.queries.drafts import draft
from desktop.services import answering, converting, links
from desktop.system import clock
from tests.desktop.office import Desk, line
from tests.journeys.exchange import Exchange, connect_to, exchanging
from tests.journeys.real_portal import RealPortal


@pytest.fixture
def page(quote: UUID) -> Iterator[Page]:
    """A phone's browser, started after the office has connected: Playwright leaves a running event loop here."""
    del quote
    found = find_browser()
    if found is None:
        pytest.skip("no browser of the Chromium family on this computer")
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=str(found), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, accept_downloads=True)
        yield context.new_page()
        browser.close()


@pytest.fixture
def quote(desk: Desk, portal: RealPortal) -> UUID:
    desk.now = clock.now()
    options = (
        replace(line("Footrest rail", "120"), optional=True, chosen=False),
        replace(line("Night lighting", "390.50"), optional=True, chosen=True),
    )
    connect_to(desk, portal, clock.now)
    return desk.issue(desk.draft(line("Reception counter", "760"), *options, kind="quote")).document_id


def test_a_quote_is_chosen_signed_invoiced_and_proven(
    desk: Desk, portal: RealPortal, page: Page, quote: UUID, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Screenshots of each station lie in the test's folder. Share: 12 s."""
    address = desk.write(lambda session: links.copy_link(session, quote, at=clock.now())).address
    with exchanging(desk, portal, clock.now) as exchange:
        exchange.until(lambda: _is_published(desk, quote))
        page.goto(address)
        _ask(page)
        _answer_at_the_desk(desk, exchange, quote)
        _choose_and_sign(page, tmp_path)
        exchange.until(lambda: bool(desk.read(lambda session: answer_rows(session, quote))))
        certificate = _download(page, tmp_path)
    (answer,) = desk.read(lambda session: answer_rows(session, quote))
    assert (answer.kind, answer.name, answer.order_number) == ("accepted", "Niamh Byrne", "PO 7764")
    assert (answer.total_minor, answer.is_verified) == (108_240, True)
    invoice = desk.write(lambda session: converting.convert_quote(session, quote, on=desk.now.date(), at=clock.now()))
    made = desk.read(lambda session: draft(session, invoice))
    assert [each.title for each in made.lines] == ["Reception counter", "Footrest rail"]
    assert made.order_reference == "PO 7764"
    record = desk.read(lambda session: signed_record(session, answer.id))
    assert '"signature":"drawn"' in record
    _prove(certificate, tmp_path, capsys)


def _is_published(desk: Desk, quote: UUID) -> bool:
    from sqlalchemy import select

    from desktop.models import Link

    published = select(Link.published_at).where(Link.document_id == quote)
    return desk.read(lambda session: session.scalars(published).one()) is not None


def _ask(page: Page) -> None:
    page.get_by_label("Your message to").fill("Can you come on a Saturday?")
    page.get_by_role("button", name="Send message").click()
    page.get_by_text("Can you come on a Saturday?").wait_for()


def _answer_at_the_desk(desk: Desk, exchange: Exchange, quote: UUID) -> None:
    exchange.until(lambda: len(desk.read(lambda session: comment_rows(session, quote))) == 1)
    desk.write(lambda session: answering.reply(session, quote, "Yes, at nine.", at=clock.now()))
    exchange.until(lambda: _waits_for_nothing(desk))


def _waits_for_nothing(desk: Desk) -> bool:
    from sqlalchemy import select

    from desktop.models import Outbox

    return desk.read(lambda session: session.scalars(select(Outbox.id)).first()) is None


def _choose_and_sign(page: Page, folder: Path) -> None:
    page.reload()
    page.get_by_text("Yes, at nine.").wait_for()
    page.get_by_label("Night lighting").uncheck()
    page.locator("#sums", has_text="€934.80").wait_for()
    page.get_by_label("Footrest rail").check()
    page.locator(".amount", has_text="€1,082.40").wait_for()
    page.get_by_label("Your full name").fill("Niamh Byrne")
    page.get_by_label("Your order number").fill("PO 7764")
    _draw(page)
    page.screenshot(path=folder / "1-signed.png", full_page=True)
    page.get_by_text("By accepting you say that you may order for").wait_for()
    page.locator("#accept").get_by_role("button", name="Accept quote").click()
    page.get_by_text("Niamh Byrne accepted this quote").wait_for()
    page.screenshot(path=folder / "2-accepted.png", full_page=True)


def _draw(page: Page) -> None:
    pad = page.locator(".pad svg")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for step in range(30):
        page.mouse.move(box["x"] + 30 + 6 * step, box["y"] + 60 + 25 * (step % 3))
    page.mouse.up()


def _download(page: Page, folder: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name="Download acceptance").click()
    kept = folder / started.value.suggested_filename
    started.value.save_as(kept)
    return kept


def _prove(certificate: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The customer's own copy is checked against the office's books, with the portal gone."""
    assert certificate.name == "QUO-2026-0001 acceptance.pdf"
    assert main(["verify", str(certificate), "--data", str(folder / "office")]) == 0
    said = capsys.readouterr().out
    assert "which these books trust." in said
    assert "Nothing was changed since." in said
