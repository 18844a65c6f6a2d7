"""Settings: the sections at the start, the chosen one beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.settings.nav import NavItem
from desktop.views.settings.rows import Section
from desktop.views.settings.sections import build_section
from desktop.views.theme import Tone
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Surface

if TYPE_CHECKING:
    from desktop.queries.mails import MailAccountRow
    from desktop.queries.stripe_settings import StripeStanding
    from desktop.queries.sync import PortalRow
    from desktop.queries.texts import TextAccountRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_NAV, _WIDEST, _INSET = 232, 806, 28
_SECTIONS = (
    ("business", "buildings", "Business"),
    ("branding", "paint-brush", "Branding"),
    ("taxes", "percent", "Taxes"),
    ("documents", "file-text", "Documents and terms"),
    ("numbers", "hash", "Numbers"),
    ("portal", "globe", "Portal"),
    ("payments", "credit-card", "Payments"),
    ("mail", "envelope-simple", "E-mail"),
    ("texts", "chat-circle-text", "Text messages"),
    ("notices", "bell", "Notices"),
    ("assistant", "robot", "Assistant"),
    ("backup", "hard-drives", "Backup"),
)


class SettingsPage(Surface):
    """A section is built when it is first looked at. ``office_changed``: the business reads differently now;
    ``log_wanted``: what was sent.
    """

    told = Signal(str, str)
    offered = Signal(str, str, object)
    office_changed = Signal()
    log_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("window", parent=parent)
        self._desk = desk
        self._built: dict[str, Section] = {}
        self._key = ""
        self._group = QButtonGroup(self)
        self._items: dict[str, NavItem] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._build_nav())
        row.addWidget(self._build_room(), 1)
        desk.sync.status.connect(self._refresh)
        desk.sync.changed.connect(self._refresh)
        desk.runner.committed.connect(self._refresh)
        self.show_section("business")

    def show_section(self, key: str) -> Section:
        """Show the section of this name (``_SECTIONS``); KeyError for another."""
        self._items[key].setChecked(True)
        if key not in self._built:
            self._built[key] = section = build_section(key, self._desk)
            section.setMaximumWidth(scaled(_WIDEST))
            section.told.connect(self.told)
            section.offered.connect(self.offered)
            section.office_changed.connect(self.office_changed)
            section.log_wanted.connect(self.log_wanted)
            self._room.insertWidget(0, section, 1)
        for name, section in self._built.items():
            section.setVisible(name == key)
        self._key = key
        self._scroll.verticalScrollBar().setValue(0)
        self._refresh()
        return self._built[key]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    # -- within -------------------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        self._built[self._key].refresh()

        def read(session: Session) -> tuple[PortalRow, StripeStanding, MailAccountRow | None, TextAccountRow | None]:
            from desktop.queries.mails import mail_account
            from desktop.queries.stripe_settings import stripe_standing
            from desktop.queries.sync import portal_row
            from desktop.queries.texts import text_account

            return portal_row(session), stripe_standing(session), mail_account(session), text_account(session)

        self._desk.runner.read(read, lambda found: self._light(*found))

    def _light(
        self, portal: PortalRow, stripe: StripeStanding, mail: MailAccountRow | None, texts: TextAccountRow | None
    ) -> None:
        for key, account in (("mail", mail), ("texts", texts)):
            tone = Tone.NEUTRAL if account is None else Tone.BAD if account.trouble else Tone.GOOD
            self._items[key].set_light(tone)
        if stripe.account is None:
            self._items["payments"].set_light(Tone.NEUTRAL)
        else:
            self._items["payments"].set_light(Tone.BAD if stripe.account.trouble or stripe.refused else Tone.GOOD)
        last = self._desk.sync.last
        state = last.state if last else "off"
        tone = Tone.GOOD
        if not portal.address:
            tone = Tone.NEUTRAL
        elif portal.trouble or state in {"trouble", "off"}:
            tone = Tone.BAD
        elif state == "offline":
            tone = Tone.WARN
        self._items["portal"].set_light(tone)

    def _build_nav(self) -> QWidget:
        nav = Surface("alt", "end")
        nav.setFixedWidth(scaled(_NAV))
        nav.setAccessibleName(self.tr("Settings"))
        column = QVBoxLayout(nav)
        column.setContentsMargins(scaled(10), scaled(16), scaled(11), scaled(10))
        column.setSpacing(scaled(2))
        head = Label(self.tr("Settings"), "title")
        head.setContentsMargins(scaled(6), 0, 0, scaled(10))
        column.addWidget(head)
        for key, glyph, word in _SECTIONS:
            item = NavItem(glyph, self.tr(word), nav)
            item.clicked.connect(lambda _checked=False, key=key: self.show_section(key))
            self._items[key] = item
            self._group.addButton(item)
            column.addWidget(item)
        column.addStretch(1)
        return nav

    def _build_room(self) -> QScrollArea:
        page = QWidget()
        self._room = QHBoxLayout(page)
        self._room.setContentsMargins(scaled(_INSET), scaled(16), scaled(_INSET), 0)
        self._room.addStretch(0)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(page)
        for ground in (page, self._scroll.viewport()):
            ground.setAutoFillBackground(False)
        return self._scroll
