"""A customer's link on the customer: its state, who came, and what is done with it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.states import link_light
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, CopyButton, IconButton, Kind
from desktop.views.widgets.label import Label
from desktop.views.widgets.light import Light
from desktop.views.widgets.surface import Hairline
from desktop.views.words import day, link_sentence, local, moment

if TYPE_CHECKING:
    from datetime import date

    from desktop.queries.links import LinkCard


class PortalAccess(QWidget):
    """``copy_requested`` makes the link where there is none: nothing is shown to anybody before a person asks."""

    copy_requested = Signal()
    open_requested = Signal()
    settings_requested = Signal()
    statement_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._light = Light()
        self.state = Label("", "body", elided=True)
        self.seen = Label("", "small", "muted")
        self.seen.setWordWrap(True)
        self.copy = CopyButton(self.tr("Copy customer link"), Kind.OUTLINED)
        self.copy.setToolTip(self.tr("Copy customer link (Ctrl+Shift+C)"))
        self.open = Button(self.tr("Open portal"), "arrow-square-out")
        self.settings = IconButton("gear-six", self.tr("Portal settings…"))
        self.statement = Button(self.tr("Send statement…"), "paper-plane-tilt")
        self.statement.clicked.connect(self.statement_requested)
        self.copy.clicked.connect(self.copy_requested)
        self.open.clicked.connect(self.open_requested)
        self.settings.clicked.connect(self.settings_requested)
        self._lay_out()

    def show_link(self, link: LinkCard | None, *, has_portal: bool, time_zone: str, today: date) -> None:
        """Show the link, or that there is none yet."""
        no_portal = "" if has_portal else self.tr("No portal is set up. Settings, Portal takes two minutes.")
        self.copy.set_reason(no_portal)
        self.settings.set_reason(no_portal or ("" if link else self.tr("No link yet. Copy customer link makes one.")))
        self.open.set_reason(no_portal or self._why_no_page(link))
        if link is None:
            self._light.set_tone(Tone.NEUTRAL)
            self.state.setText(self.tr("No link yet"))
            self.seen.setText(self.tr("One page with all open and settled documents, and a statement."))
            return
        self._light.set_tone(link_light(link.state))
        self.state.setText(link_sentence(link, time_zone))
        self.seen.setText(self._who_came(link, time_zone, today))

    def _why_no_page(self, link: LinkCard | None) -> str:
        if link is None:
            return self.tr("No link yet. Copy customer link makes one.")
        return {
            "waiting": self.tr("Opens once the portal has received it. Copying works already."),
            "expired": self.tr("Expired. Copy customer link makes a new one."),
            "revoked": self.tr("Switched off. Copy customer link makes a new one."),
            "replaced": self.tr("Switched off. Copy customer link makes a new one."),
        }.get(link.state, "")

    def _who_came(self, link: LinkCard, time_zone: str, today: date) -> str:
        if link.asked_at is not None and link.state == "expired":
            asked = self.tr("A new link was asked for on {day}.")
            return asked.format(day=day(local(link.asked_at, time_zone).date()))
        if not link.views or link.viewed_at is None:
            return self.tr("Nobody has seen it yet")
        count = self.tr("Viewed once") if link.views == 1 else self.tr("Viewed {count} times").format(count=link.views)
        return f"{count}, {self.tr('last {moment}').format(moment=moment(link.viewed_at, time_zone, today))}"

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(scaled(8))
        head.addWidget(Label(self.tr("Portal access"), "strong"))
        head.addSpacing(scaled(4))
        head.addWidget(self._light)
        head.addWidget(self.state, 1)
        row = QHBoxLayout()
        row.setSpacing(scaled(8))
        row.addWidget(self.copy)
        row.addWidget(self.open)
        row.addWidget(self.settings)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, scaled(8))
        column.setSpacing(scaled(8))
        column.addLayout(head)
        column.addWidget(self.seen)
        column.addLayout(row)
        column.addWidget(self.statement, 0, Qt.AlignmentFlag.AlignLeading)
        column.addSpacing(scaled(4))
        column.addWidget(Hairline())
