"""Every way in which money comes and goes, walked in the real window, on the real page, with the practice Stripe."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.archive import Archive
from desktop.models import Document, Payment
from desktop.program import Program
from desktop.queries.balance import balance_of
from desktop.queries.online import charge_rows
from desktop.services import links
from desktop.services.online.rules import PayRules, change_pay_rules
from desktop.system import clock
from desktop.system.practice import STRIPE_VARIABLE
from desktop.views.dialogs.money.refund import RefundDialog
from tests.desktop.office import Desk
from tests.fakes.stripe.practice import PracticeStripe
from tests.fakes.stripe.server import practice_stripe
from tests.journeys.real_portal import RealPortal
from tests.journeys.stripe_calls import connect_with_calls
from tests.journeys.windows import SOON, browsing, founded, opened

_TOTAL = 12_300


@pytest.fixture
def stripe(monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeStripe]:
    """The practice Stripe, which both programs find by the same variable."""
    with practice_stripe() as it:
        monkeypatch.setenv(STRIPE_VARIABLE, it.address)
        yield it


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, stripe: PracticeStripe, portal: RealPortal) -> Iterator[Program]:
    """The office's program, connected with the portal and with Stripe, which calls it as if it were public."""
    program = founded(qapp, tmp_path / "office", portal)
    connect_with_calls(program.runner.books(), program.stripe)
    with program.runner.books().write() as session:
        change_pay_rules(session, PayRules(parts=True, part_minor=1_000), at=clock.now())
    yield program
    program.close()


@pytest.fixture
def chromium(program: Program) -> Iterator[Browser]:
    """A browser, started after the program: Playwright leaves a running event loop in this thread."""
    del program
    with browsing() as browser:
        yield browser


class Walk:
    """A clerk at the window, a customer on a phone, and pictures of what both see."""

    def __init__(self, qtbot: QtBot, program: Program, browser: Browser, pictures: Path) -> None:
        self.qtbot, self.program, self._pictures = qtbot, program, pictures
        self.books = program.runner.books()
        self._desk = Desk(self.books, Archive(program.folder.archive), clock.now())
        self.phone = browser.new_page(viewport={"width": 390, "height": 844})
        self.window = opened(qtbot, program)
        self._taken = 0

    def invoice(self) -> tuple[UUID, str]:
        """Issue an invoice over 123.00 and return it with its address, once it can be paid there."""
        document = self._desk.issue().document_id
        with self.books.write() as session:
            address = links.copy_link(session, document, at=clock.now()).address
        self.program.sync.wake()
        self.wait(lambda: "/pay" in self.page(address).content())
        return document, address

    def page(self, address: str) -> Page:
        self.phone.goto(address)
        return self.phone

    def press(self, address: str, how: str, amount: str = "") -> None:
        """Pay on the page: all of it or ``amount``; on Stripe's page press ``how``."""
        page = self.page(address)
        if amount:
            page.get_by_text("Pay another amount").click()
            page.locator("#amount").fill(amount)
            page.get_by_role("button", name="Pay this amount").click()
        else:
            page.get_by_role("button", name="Pay now").click()
        self.picture("checkout")
        page.get_by_role("button", name=how).click()

    def owed(self, invoice: UUID) -> int:
        with self.books.read() as session:
            return balance_of(session.get_one(Document, invoice))

    def payment(self) -> UUID:
        with self.books.read() as session:
            return session.scalars(select(Payment.id).order_by(Payment.ordinal.desc())).first() or UUID(int=0)

    def charges(self, invoice: UUID) -> list[str]:
        with self.books.read() as session:
            return [row.dispute or row.state for row in charge_rows(session, invoice)]

    def look(self, invoice: UUID, name: str) -> None:
        """Look at the drawer's payments in the window."""
        self.window.go_to(invoice, "invoice", "payments")
        self.wait(lambda: self.window.drawer.isVisible() and self.window.drawer._card is not None)
        self.wait(lambda: self.program.runner.is_idle)
        self.look_at_window(name)

    def look_at_window(self, name: str) -> None:
        self._save(name, lambda path: self.window.grab().save(path))

    def picture(self, name: str) -> None:
        self._save(name, lambda path: self.phone.screenshot(path=path, full_page=True))

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=SOON)

    def _save(self, name: str, save: Callable[[str], object]) -> None:
        self._taken += 1
        save(str(self._pictures / f"{self._taken:02}-{name}.png"))


def test_card_part_failed_debit_refund_and_dispute(
    qtbot: QtBot, stripe: PracticeStripe, program: Program, chromium: Browser, tmp_path: Path
) -> None:
    """Screenshots of each station lie in the test's folder. Share: 30 s."""
    walk = Walk(qtbot, program, chromium, tmp_path)

    paid, address = walk.invoice()
    walk.picture("page-open")
    walk.press(address, "Pay with a card that is declined")
    walk.page(address)
    walk.picture("page-declined")
    walk.press(address, "Pay by card")
    assert "Paid in full" in walk.page(address).content()
    walk.picture("page-paid")
    walk.wait(lambda: walk.owed(paid) == 0)
    walk.look(paid, "window-paid")

    part, address = walk.invoice()
    walk.press(address, "Pay by card", amount="50")
    assert "is paid" in walk.page(address).content()
    walk.picture("page-part")
    walk.wait(lambda: walk.owed(part) == _TOTAL - 5_000)
    walk.look(part, "window-part")

    debit, address = walk.invoice()
    walk.press(address, "Pay by bank debit")
    assert "is on its way" in walk.page(address).content()
    walk.picture("page-debit")
    walk.wait(lambda: walk.charges(debit) == ["processing"])
    walk.look(debit, "window-debit")
    assert walk.owed(debit) == _TOTAL
    stripe.test.bounce(list(stripe.sides[False].intents)[-1])
    walk.wait(lambda: walk.charges(debit) == ["failed"])
    walk.wait(lambda: "did not go through" in walk.page(address).content())
    walk.picture("page-debit-failed")
    walk.look(debit, "window-debit-failed")

    walk.press(address, "Pay by card")
    walk.wait(lambda: walk.owed(debit) == 0)
    _refund(walk, debit, "23")
    walk.wait(lambda: walk.owed(debit) == 2_300)
    walk.wait(lambda: "€23.00" in walk.page(address).content())
    walk.picture("page-refunded")
    walk.look(debit, "window-refunded")

    disputed = next(iter(stripe.sides[False].intents))
    stripe.test.dispute(disputed)
    walk.wait(lambda: walk.charges(paid) == ["needs_response"])
    walk.look(paid, "window-disputed")
    assert "Nobody has seen it yet" not in [each.text() for each in walk.window.drawer.findChildren(QLabel)]
    for room in ("payments", "home"):
        walk.window.show_room(room)
        walk.wait(lambda: program.runner.is_idle)
        walk.look_at_window(f"window-{room}")
    assert stripe.drift == []
    walk.window.close()


def _refund(walk: Walk, invoice: UUID, amount: str) -> None:
    """Give a part back with the dialog."""
    dialog = RefundDialog(walk.window.desk, walk.payment(), invoice, walk.window)
    walk.qtbot.addWidget(dialog)
    dialog.show()
    walk.wait(dialog.deed.isEnabled)
    QTest.keyClicks(dialog.minor, amount)
    walk._save("window-refund", lambda path: dialog.grab().save(path))
    dialog.deed.click()
    walk.wait(lambda: not dialog.isVisible())
    walk.program.sync.wake()
