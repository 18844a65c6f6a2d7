"""Settings, Portal: where links lead, whether that works, and how long they live."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.services.connection import connect
from desktop.views.fonts import scaled
from desktop.views.settings.link_life import LinkLife
from desktop.views.settings.portal_card import PortalCard
from desktop.views.settings.rows import CONTROL_WIDTH, Section, SettingRow
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.field import Field

if TYPE_CHECKING:
    from desktop.queries.sync import PortalRow, Waiting
    from desktop.services.connection import PortalFound
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test brought to light, and how long the portal took in milliseconds."""

    found: PortalFound
    took_ms: int


class PortalSection(Section):
    """Nothing is changed before the portal has answered, accepted the key, and the keychain has kept it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        said = self.tr("The page behind each link. Without it everything else works; links wait until it is there.")
        super().__init__(self.tr("Portal"), said, parent)
        self._desk = desk
        self._portal: PortalRow | None = None
        self.card = PortalCard(desk)
        self.card.test.clicked.connect(self._test_again)
        self.column.addWidget(self.card)
        self._build_connection()
        self.links = LinkLife(desk, self)
        self.add_card(self.tr("Links"), *self.links.rows)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Read where the exchange stands; what is typed in a field stays."""

        def read(session: Session) -> tuple[PortalRow, Waiting]:
            from desktop.queries.sync import portal_row, waiting

            return portal_row(session), waiting(session)

        self._desk.runner.read(read, lambda found: self._show(*found))

    def _show(self, portal: PortalRow, waiting: Waiting) -> None:
        first = self._portal is None or self._portal.address != portal.address
        self._portal = portal
        self.card.show_portal(portal, waiting)
        if first:
            self.address.setText(portal.address)
            self._rest_key()
        self.open.setVisible(bool(portal.address))
        self._look()

    # -- typing -------------------------------------------------------------------------------------------------------

    def _build_connection(self) -> None:
        self.address = Field(self.tr("Address"))
        self.address.setPlaceholderText("https://pay.example.com")
        self.address.setMaxLength(300)
        self.address.setFixedWidth(scaled(CONTROL_WIDTH))
        self.address.textEdited.connect(self._look)
        self.open = Button(self.tr("Open"), "arrow-square-out")
        self.open.clicked.connect(self._browse)
        self.key = Field(self.tr("Key"))
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setMaxLength(400)
        self.key.setFixedWidth(scaled(CONTROL_WIDTH))
        self.key.textEdited.connect(self._look)
        self.replace = Button(self.tr("Replace…"))
        self.replace.clicked.connect(self._ask_key)
        for button in (self.open, self.replace):
            button.setMinimumWidth(max(self.open.sizeHint().width(), self.replace.sizeHint().width()))
        self.connect_button = Button(self.tr("Test and connect"), kind=Kind.FILLED)
        self.connect_button.clicked.connect(self._connect)
        for field in (self.address, self.key):
            field.returnPressed.connect(self._connect)
        said = self.tr("Customers see it in every link.")
        self.address_row = SettingRow(self.tr("Address"), said, self.address, self.open)
        kept = self.tr("The operator gave it out. Kept in this computer’s keychain, never shown again.")
        self.key_row = SettingRow(self.tr("Key"), kept, self.key, self.replace)
        self.leave = Button(self.tr("Move without it"))
        self.leave.clicked.connect(self._leave)
        self.leave.hide()
        said = self.tr("Nothing is changed unless all of it works.")
        self.deed_row = SettingRow("", said, self.leave, self.connect_button)
        self.deed_row.title.hide()
        self.add_card(self.tr("Connection"), self.address_row, self.key_row, self.deed_row)

    def _rest_key(self) -> None:
        kept = bool(self._portal and self._portal.address)
        self.key.clear()
        self.key.setReadOnly(kept)
        self.key.setPlaceholderText("••••••••••••••••" if kept else "")
        self.replace.setVisible(kept)

    def _ask_key(self) -> None:
        self.key.setReadOnly(False)
        self.key.setPlaceholderText("")
        self.key.setFocus()
        self.replace.hide()

    def _look(self) -> None:
        """Offer to connect once something differs from what holds now."""
        known = self._portal.address if self._portal else ""
        changed = self.address.text().strip().rstrip("/") != known or bool(self.key.text())
        self.deed_row.setVisible(changed or not known or bool(self.deed_row.problem.text()))

    # -- connecting ---------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        address, key = with_scheme(self.address.text()), self.key.text().strip()
        self.address.setText(address)
        for row in (self.address_row, self.key_row, self.deed_row):
            row.show_problem("")
        if not address:
            self.address_row.show_problem(self.tr("Type the address that the portal’s operator gave out."))
        elif not key and not self.key.isReadOnly():
            self.key_row.show_problem(self.tr("Paste the key that the portal’s operator gave out."))
        else:
            self._test(address, key or None)

    def _test_again(self) -> None:
        if self._portal is not None and self._portal.address:
            self._test(self._portal.address, None)

    def _test(self, address: str, key: str | None) -> None:
        ask = self._desk.test_portal
        self._busy(self.tr("The portal is being asked."))

        def task() -> Tested:
            begun = time.perf_counter()
            found = ask(address, key)
            return Tested(found, round((time.perf_counter() - begun) * 1000))

        self._desk.runner.work(task, lambda tested: self._moved_on(tested, key), self._failed)

    def _moved_on(self, tested: Tested, key: str | None) -> None:
        """Keep what was found, unless answers would be left behind at the portal before: a person says so first."""
        if not tested.found.unheard:
            self._keep(tested, key)
            return
        self._failed(
            self.tr(
                "The portal before could not be read to its end, so what customers did there lately would be missing "
                "here. Nothing was changed. Try again when it answers, or move without it."
            )
        )
        self._unheard = tested, key
        self.leave.show()

    def _leave(self) -> None:
        self._keep(*self._unheard)

    def _keep(self, tested: Tested, key: str | None) -> None:
        store, now = self._desk.store_key, self._desk.now()

        def write(session: Session) -> None:
            connect(session, tested.found, at=now)
            if key is not None:
                store(key)  # inside the transaction: a locked keychain leaves the address as it was

        self._desk.runner.write(write, lambda _done: self._connected(tested), self._failed)

    def _connected(self, tested: Tested) -> None:
        self._busy("")
        self.card.show_test(tested.found, tested.took_ms)
        self._portal = None
        self._desk.sync.reconnect()
        self.told.emit(self.tr("Portal connected."), self.tr("What waits is sent now."))
        self.refresh()

    def _failed(self, sentence: str) -> None:
        self._busy("")
        self.deed_row.show_problem(sentence)
        self.deed_row.show()

    def _busy(self, sentence: str) -> None:
        self.leave.hide()
        self.connect_button.set_reason(sentence)
        self.card.test.set_reason(sentence)

    def _browse(self) -> None:
        if self._portal is not None:
            QDesktopServices.openUrl(QUrl(self._portal.address))


def with_scheme(text: str) -> str:
    """Return an address as it is asked: blanks and a last slash off, https where no scheme was typed."""
    plain = text.strip().rstrip("/")
    return plain if not plain or "://" in plain else f"https://{plain}"
