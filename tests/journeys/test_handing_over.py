"""An invoice handed over: mailed from the sheet, opened from the mail, viewed, sent again, and sent once more by an
assistant that may only ask; every step stands in one list.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextContent
from playwright.sync_api import Browser, Page
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.archive import Archive
from desktop.program import Program
from desktop.queries.cards import ActivityRow, DocumentCard, document_card
from desktop.services.assisting.keys import mint_key
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.mailing.account import AccountValues, save_account
from desktop.system import clock
from desktop.views.assistant.approvals import ApprovalsDialog
from desktop.views.dialogs.frame import Dialog
from desktop.views.dialogs.sending.sheet import SendDialog
from desktop.views.drawer.activity import sentence
from tests.desktop.assistant.serving.office import free_port
from tests.desktop.office import Desk
from tests.fakes.mail.server import PASSWORD, USER, PracticeMail, practice_mail
from tests.journeys.real_portal import RealPortal
from tests.journeys.windows import SOON, browsing, founded, opened

TO = "anna@rosewood.example"


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeMail]:
    """The office's mail server, with TLS and a password; its certificate is trusted by a variable that all read."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))
    with practice_mail(tmp_path) as practice:
        yield practice


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, mail: PracticeMail, portal: RealPortal) -> Iterator[Program]:
    """The office's program, with a portal and a mail server."""
    program = founded(qapp, tmp_path / "office", portal)
    account = AccountValues("localhost", mail.port, "starttls", USER, "office@alder.example", "Alder & Finch")
    program.mail.keep(PASSWORD)
    with program.runner.books().write() as session:
        save_account(session, account, at=clock.now())
    yield program
    program.close()


@pytest.fixture
def chromium(program: Program) -> Iterator[Browser]:
    """A browser, started after the program: Playwright leaves a running event loop in this thread."""
    del program
    with browsing() as browser:
        yield browser


class Walk:
    """A clerk at the window, a customer with a mailbox and a browser, an AI client, and pictures of what people see."""

    def __init__(self, qtbot: QtBot, program: Program, mail: PracticeMail, browser: Browser, pictures: Path) -> None:
        self.qtbot, self.program, self.mail, self._pictures = qtbot, program, mail, pictures
        self.page, self.mailbox = (browser.new_page(viewport={"width": 390, "height": 844}) for _ in range(2))
        self.window = opened(qtbot, program)
        self._taken = 0

    def draft(self) -> UUID:
        """Return a draft for a customer who can be written to."""
        desk = Desk(self.program.runner.books(), Archive(self.program.folder.archive), clock.now())
        values = CustomerValues("Rosewood Dental", contact="Anna", email=TO)
        who = desk.write(lambda session: add_customer(session, values, at=clock.now()))
        return desk.draft(customer=who)

    def dialog(self, kind: type[Dialog], open_it: Callable[[], object]) -> Any:
        """Have a sheet opened and return it once it stands."""
        before = set(self.window.findChildren(kind))
        open_it()
        self.wait(lambda: any(each.isVisible() for each in set(self.window.findChildren(kind)) - before))
        self.wait(lambda: self.program.runner.is_idle)
        return next(iter(set(self.window.findChildren(kind)) - before))

    def send(self, document: UUID, name: str) -> EmailMessage:
        """Press *Send* on the sheet, and return what arrives in the customer's mailbox."""
        sheet = self.dialog(SendDialog, lambda: self.window.mail_acts.send(document))
        self.picture(f"{name}-sheet", sheet.grab().save)
        arrived = len(self.mail.inbox)
        sheet.deed.click()
        self.wait(lambda: len(self.mail.inbox) == arrived + 1)
        self.wait(lambda: self.kinds(document)[-1] == "mail.sent")
        return self.mail.inbox[-1]

    def read(self, message: EmailMessage, name: str) -> str:
        """Look at a message as its reader's program shows it, and return where its button leads."""
        html = _page_of(message)
        self.mailbox.set_content(html)
        self.picture(f"{name}-mail", lambda path: self.mailbox.screenshot(path=path, full_page=True))
        return _button_of(html)

    def look(self, document: UUID, name: str) -> None:
        """Look at the drawer's activity in the window."""
        self.window.go_to(document, "invoice", "activity")
        self.wait(lambda: self.window.drawer.isVisible() and self.window.drawer.document_id == document)
        self.wait(lambda: self.program.runner.is_idle)
        self.picture(name, self.window.grab().save)

    def card(self, document: UUID) -> DocumentCard:
        now = clock.now()
        with self.program.runner.books().read() as session:
            return document_card(session, document, today=now.date(), now=now)

    def story(self, document: UUID) -> list[ActivityRow]:
        """Return what happened to the document, the first thing first."""
        return list(reversed(self.card(document).activity))

    def kinds(self, document: UUID) -> list[str]:
        return [row.kind for row in self.story(document)]

    def ask(self, secret: str, port: int, tool: str, **arguments: Any) -> Any:
        """Call a tool through the official client over HTTP, on a thread of its own as another program would."""
        said: list[Any] = []
        thread = Thread(target=lambda: said.append(asyncio.run(_called(secret, port, tool, arguments))))
        thread.start()
        self.wait(lambda: not thread.is_alive())
        return said[0]

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=SOON)

    def picture(self, name: str, save: Callable[[str], object]) -> None:
        self._taken += 1
        save(str(self._pictures / f"{self._taken:02}-{name}.png"))


def test_mailed_opened_viewed_resent_and_once_more_by_an_assistant_that_asks(
    qtbot: QtBot, program: Program, mail: PracticeMail, chromium: Browser, tmp_path: Path
) -> None:
    """Screenshots of each station lie in the test's folder. Share: 25 s."""
    walk = Walk(qtbot, program, mail, chromium, tmp_path)
    document = walk.draft()

    address = walk.read(walk.send(document, "first"), "first")
    _view(walk.page, address)
    walk.picture("page", lambda path: walk.page.screenshot(path=path, full_page=True))
    walk.wait(lambda: walk.card(document).state == "viewed")
    walk.look(document, "viewed")
    link = walk.card(document).link
    assert link is not None
    ends = link.expires_at
    assert ends is not None

    again = walk.send(document, "again")
    assert walk.read(again, "again") == address
    walk.wait(lambda: (found := walk.card(document).link) is not None and (found.expires_at or clock.now()) > ends)

    port, secret = _assistant(walk)
    explained = walk.ask(secret, port, "explain_portal_link", documentId=str(document))
    assert (explained["opens"], explained["state"], explained["views"]) == (True, "live", 1)
    drafted = walk.ask(secret, port, "draft_message", documentId=str(document))
    assert (drafted["link"], drafted["to"]) == (address, TO)
    asked = walk.ask(secret, port, "email_invoice", invoiceId=str(document))
    assert asked["proposalId"]
    assert len(mail.inbox) == 2
    approvals = walk.dialog(ApprovalsDialog, walk.window.approvals.show_all)
    walk.wait(lambda: len(approvals.cards) == 1)
    walk.picture("approvals", approvals.grab().save)
    approvals.cards[0].approve.click()
    walk.wait(lambda: len(mail.inbox) == 3)
    approvals.close()
    assert walk.read(mail.inbox[-1], "assistant") == address
    assert mail.to == [[TO]] * 3

    walk.wait(lambda: walk.kinds(document)[-1] == "mail.sent")
    walk.look(document, "whole-story")
    sends = "Sends INV-2026-0001, 123.00 EUR, by e-mail to anna@rosewood.example."
    assert [sentence(row) for row in walk.story(document)] == [
        "Issued as INV-2026-0001",
        f"E-mail to {TO} queued",
        f"E-mailed to {TO}",
        "Viewed by the customer",
        "Sent again: its link lives 30 days from now",
        f"E-mail to {TO} queued",
        f"E-mailed to {TO}",
        "Assistant Claude: looked why its link is as it is",
        "Assistant Claude: drafted a message with its link",
        f"Assistant Claude asks: {sends}",
        "Approved what assistant Claude asked",
        "Sent again: its link lives 30 days from now",
        f"E-mail to {TO} queued",
        f"E-mailed to {TO}",
    ]
    walk.window.close()


def _assistant(walk: Walk) -> tuple[int, str]:
    """Serve AI clients beside the window; the key may prepare, and a person decides what leaves."""
    port = free_port()
    walk.program.assistant.serve_http(port)
    with walk.program.runner.books().write() as session:
        return port, mint_key(session, "Claude", "draft", at=clock.now()).secret


async def _called(secret: str, port: int, tool: str, arguments: dict[str, Any]) -> Any:
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {secret}"}) as http:
        transport = streamable_http_client(f"http://127.0.0.1:{port}/mcp", http_client=http)
        async with Client(transport) as client:
            result = await client.call_tool(tool, arguments)
    (content,) = result.content
    assert isinstance(content, TextContent)
    assert not result.is_error, content.text
    return json.loads(content.text)


def _view(page: Page, address: str) -> None:
    """Open the link as a person does: look, and move the mouse."""
    page.goto(address)
    with page.expect_response(lambda response: response.url.endswith("/view"), timeout=SOON):
        for step in range(6):
            page.mouse.move(100 + 30 * step, 200)
            page.wait_for_timeout(500)


def _page_of(message: EmailMessage) -> str:
    page = message.get_body(("html",))
    assert page is not None
    return str(page.get_content())


def _button_of(html: str) -> str:
    """Return where the first anchor leads."""
    found: list[str] = []

    class Anchors(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value or "" for name, value in attrs if (tag, name) == ("a", "href"))

    Anchors().feed(html)
    return found[0]
