"""The demo without a display: the same journey in the real window, offscreen, with pictures of what is seen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import httpx2
from PySide6.QtCore import QEventLoop, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from billing.errors import Unavailable
from desktop.demo.browser import find_browser
from desktop.demo.practice import PracticePortalProcess
from desktop.demo.practice_stripe import PracticeStripeProcess, pay_by_card
from desktop.demo.setting_up import set_up
from desktop.program import application
from desktop.queries.cards import DocumentCard, document_card
from desktop.services import links
from desktop.stripe_doors import PRACTICE_VARIABLE
from desktop.system import clock
from desktop.system.paths import DataFolder

if TYPE_CHECKING:
    from desktop.program import Program
    from desktop.views.window import MainWindow

_PATIENCE_S = 30.0
_LOOK_MS = 100
_PERSON_MS = 12_000
_SIZE = (1440, 900)
_DIALOG_HEIGHT = 540


def walk(folder: DataFolder, *, pictures: Path) -> int:
    """Walk the demo company from draft to viewed and renewed, say each step, and return 0 when all of it happened."""
    _say("There is no display here, so the journey is walked offscreen on the practice portal.")
    qInstallMessageHandler(_heard)
    app = application(sys.argv[:1])
    portal = PracticePortalProcess(folder.root / "portal")
    stripe = PracticeStripeProcess(folder.root / "stripe")
    pictures.mkdir(parents=True, exist_ok=True)
    try:
        program = set_up(folder, portal, stripe)
        try:
            _Walk(app, program, portal, pictures).go()
        finally:
            program.close()
    except Unavailable as error:
        _say(f"The walk stopped: {error}")
        return 1
    finally:
        portal.stop()
        stripe.stop()
    _say(f"The pictures lie in {pictures}.")
    return 0


class _Walk:
    """One walk through the window; a step that does not show within 30 s ends it."""

    def __init__(self, app: QApplication, program: Program, portal: PracticePortalProcess, pictures: Path) -> None:
        self._app = app
        self._program = program
        self._portal = portal
        self._pictures = pictures
        self._browser = find_browser()

    def go(self) -> None:
        office = self._program.office()
        assert office is not None
        window = self._program.open_window(office)
        window.resize(*_SIZE)
        self._until(lambda: self._first_row(window) is not None, "the window shows the demo company")
        self._until(lambda: self._state() == "online", "the computer is online")
        self._grab(window, "01-invoices")
        document = self._work_offline(window)
        self._go_online()
        self._until(lambda: self._link(document) == "live", "the portal has received the invoice")
        address = self._address(document)
        self._customer_reads(address)
        self._until(lambda: self._card(document).state == "viewed", "the office sees that it was viewed")
        self._settle(window)
        self._grab(window, "04-viewed")
        self._look_at_settings(window, document)
        self._renew(document, address)
        self._be_paid(window, document)
        window.close()

    def _work_offline(self, window: MainWindow) -> UUID:
        self._portal.stop()
        self._until(lambda: self._state() == "offline", "the cable is pulled")
        row = self._first_row(window)
        assert row is not None
        window.edit(row)
        self._settle(window)
        self._grab(window, "02-editor")
        window.show_room("invoices")
        self._settle(window)
        window.acts.copy_link(row)
        self._until(lambda: bool(self._card(row).number), "a draft is issued, its link copied with one press")
        self._settle(window)
        self._grab(window, "03-offline-copied")
        return row

    def _go_online(self) -> None:
        self._program.secret.store(self._portal.start().key)
        self._program.sync.reconnect()

    def _customer_reads(self, address: str) -> None:
        if self._browser is not None:
            self._photograph(address, "05-customer-desktop", (1280, 1000))
            self._photograph(address, "06-customer-phone", (390, 844))
            _say("The customer reads the invoice in a browser.")
            return
        _say("No browser was found, so the customer's page is fetched without one; its pictures are left out.")
        httpx2.get(address).raise_for_status()
        httpx2.post(f"{address}/view", content=b"sign=pointer", headers=_FORM).raise_for_status()

    def _look_at_settings(self, window: MainWindow, document: UUID) -> None:
        from desktop.views.dialogs.portal_settings import PortalSettings

        window.acts.portal_settings(document)
        self._settle(window)
        dialog = window.findChild(PortalSettings)
        assert isinstance(dialog, PortalSettings)
        dialog.resize(dialog.width(), _DIALOG_HEIGHT)
        self._settle(dialog)
        self._grab(dialog, "07-portal-settings")
        dialog.close()

    def _renew(self, document: UUID, old: str) -> None:
        with self._program.runner.books().write() as session:
            links.regenerate(session, document, why="Sent to the wrong person", at=clock.now())
        self._program.sync.wake()
        self._until(lambda: httpx2.get(old).status_code == 410, "the link is regenerated and the old one is dead")
        if self._browser is not None:
            self._photograph(old, "08-replaced-phone", (390, 844))
        if httpx2.get(self._address(document)).status_code != 200:
            raise Unavailable("the new link does not open")
        _say("The new link opens.")

    def _be_paid(self, window: MainWindow, document: UUID) -> None:
        """The customer pays by card, where there is a practice Stripe."""
        if PRACTICE_VARIABLE not in os.environ:
            _say("There is no practice Stripe here, so paying online is left out.")
            return
        pay_by_card(self._address(document))
        self._until(lambda: self._card(document).state == "paid", "the customer has paid by card, and the books say so")
        self._settle(window)
        window.go_to(document, "invoice", "payments")
        self._settle(window)
        self._grab(window, "09-paid")
        if self._browser is not None:
            self._photograph(self._address(document), "10-paid-phone", (390, 844))

    # -- looking ------------------------------------------------------------------------------------------------------

    def _until(self, condition: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + _PATIENCE_S
        while not condition():
            if time.monotonic() > until:
                raise Unavailable(f"it did not happen that {what}")
            self._events(_LOOK_MS)
        _say(f"{what[0].upper()}{what[1:]}.")

    def _settle(self, widget: QWidget) -> None:
        """Let what was started finish: reads arrive, the page is drawn."""
        self._events(5 * _LOOK_MS)
        for _ in range(100):
            if self._program.runner.is_idle:
                break
            self._events(_LOOK_MS)
        self._events(5 * _LOOK_MS)
        widget.update()

    def _events(self, ms: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def _grab(self, widget: QWidget, name: str) -> None:
        widget.grab().save(str(self._pictures / f"{name}.png"))

    def _photograph(self, address: str, name: str, size: tuple[int, int]) -> None:
        """Let a browser open ``address`` as a person would, and keep what it shows."""
        assert self._browser is not None
        width, height = size
        place = (self._pictures / f"{name}.png").resolve()
        flags = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--virtual-time-budget={_PERSON_MS}", f"--window-size={width},{height}", f"--screenshot={place}",
        ]  # fmt: skip
        subprocess.run(  # noqa: S603 - a browser that was found on this computer
            [str(self._browser), *flags, address], check=False, capture_output=True, timeout=_PATIENCE_S * 2
        )

    # -- reading ------------------------------------------------------------------------------------------------------

    def _first_row(self, window: MainWindow) -> UUID | None:
        listing = window.documents()
        row = listing.model.row_at(0) if listing is not None and listing.model.rowCount() else None
        return row.id if row is not None else None

    def _state(self) -> str:
        last = self._program.sync.last
        return last.state if last is not None else "off"

    def _card(self, document: UUID) -> DocumentCard:
        now = clock.now()
        with self._program.runner.books().read() as session:
            return document_card(session, document, today=now.date(), now=now)

    def _link(self, document: UUID) -> str:
        link = self._card(document).link
        return link.state if link is not None else "none"

    def _address(self, document: UUID) -> str:
        link = self._card(document).link
        assert link is not None
        return link.address


def _heard(_kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
    """Pass on what Qt says, but for one thing: that the offscreen screen has no window manager."""
    if not words.startswith("This plugin does not support"):
        sys.stderr.write(words + "\n")


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
