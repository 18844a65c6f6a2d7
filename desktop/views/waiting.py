"""What waits: every change that has not reached the portal yet, in the order in which it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.queries.sync import WaitingRow, what_waits
from desktop.services.outbox import unpark
from desktop.views.desk import Desk
from desktop.views.fonts import scaled
from desktop.views.paint import SHADOW
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Label
from desktop.views.widgets.popover import Popover
from desktop.views.widgets.surface import Hairline

if TYPE_CHECKING:
    from datetime import timedelta

    from desktop.views.widgets.status import StatusStrip

_WIDTH, _INSET, _SHOWN = 430, 16, 6


class WhatWaits(Popover):
    """Opens above the status strip; *Try now* begins the exchange at once."""

    def __init__(self, desk: Desk, strip: StatusStrip) -> None:
        super().__init__(strip.sync, strip.tr("What waits"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk

    def open(self) -> None:
        """Read what waits, then show it."""
        self._desk.runner.read(what_waits, self._show)

    def _show(self, rows: tuple[WaitingRow, ...]) -> None:
        self.body.addWidget(self._head(bool(rows)))
        for row in rows[:_SHOWN]:
            self.body.addWidget(Hairline())
            self.body.addWidget(self._row(row))
        if len(rows) > _SHOWN:
            more = self.tr("and {count} more").format(count=len(rows) - _SHOWN)
            self.body.addWidget(_padded(Label(more, "small", "muted")))
        self.body.addWidget(Hairline())
        self.body.addWidget(self._foot())
        self.setFixedWidth(scaled(_WIDTH) + 2 * SHADOW)
        super().open()

    def _head(self, some: bool) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(scaled(_INSET), scaled(12), scaled(_INSET), scaled(12))
        column.setSpacing(scaled(2))
        column.addWidget(Label(self.tr("What waits"), "strong"))
        said = self.tr("Saved here, sent in this order when the portal answers.")
        column.addWidget(
            Label(said if some else self.tr("Nothing waits; the portal has everything."), "small", "muted")
        )
        last = self._desk.sync.last
        if last is not None and last.why:
            why = Label(last.why, "small", Tone.BAD if last.state == "trouble" else "muted")
            why.setWordWrap(True)
            column.addWidget(why)
        return head

    def _row(self, row: WaitingRow) -> QWidget:
        place = QWidget()
        line = QHBoxLayout(place)
        line.setContentsMargins(scaled(_INSET), scaled(8), scaled(_INSET), scaled(8))
        line.setSpacing(scaled(12))
        line.addWidget(Glyph(_GLYPHS.get(row.kind, "clock")))
        words = QVBoxLayout()
        words.setSpacing(scaled(2))
        words.addWidget(Label(self._what(row), elided=True))
        detail = Label(row.parked_why or row.customer, "small", Tone.BAD if row.parked_why else "muted")
        detail.setWordWrap(True)
        words.addWidget(detail)
        line.addLayout(words, 1)
        if row.parked_why:
            again = Button(self.tr("Send again"), "arrow-clockwise")
            again.clicked.connect(lambda: self._again(row))
            line.addWidget(again)
        else:
            line.addWidget(Label(self._age(self._desk.now() - row.created_at), "small", "muted"))
        return place

    def _foot(self) -> QWidget:
        foot = QWidget()
        line = QHBoxLayout(foot)
        line.setContentsMargins(scaled(_INSET), scaled(10), scaled(_INSET), scaled(10))
        line.addWidget(Glyph("shield-check"))
        line.addSpacing(scaled(8))
        line.addWidget(Label(self.tr("You can keep working and close the app."), "small", "muted"))
        line.addStretch(1)
        now = Button(self.tr("Try now"), "arrows-clockwise", Kind.OUTLINED)
        now.clicked.connect(self._try_now)
        line.addWidget(now)
        return foot

    def _what(self, row: WaitingRow) -> str:
        sentences = {
            "link.put": self.tr("{number} goes to the portal"),
            "link.replace": self.tr("New link for {number}"),
            "link.extend": self.tr("Link of {number} is extended"),
            "link.revoke": self.tr("Link of {number} is switched off"),
            "doc.withdraw": self.tr("{number} is withdrawn"),
            "series.put": self.tr("Where the numbers stand"),
            "office.put": self.tr("Business and branding"),
            "payments.put": self.tr("The Stripe key"),
            "payments.remove": self.tr("The Stripe key leaves the portal"),
        }
        return sentences.get(row.kind, row.kind).format(number=row.number or self.tr("The page of all documents"))

    def _age(self, age: timedelta) -> str:
        minutes = max(0, int(age.total_seconds() // 60))
        if minutes >= 60:
            return self.tr("{n} h").format(n=minutes // 60)
        return self.tr("{n} min").format(n=minutes)

    def _try_now(self) -> None:
        last = self._desk.sync.last
        if last is not None and last.state == "trouble":
            self._desk.sync.reconnect()
        else:
            self._desk.sync.wake()
        self.close()

    def _again(self, row: WaitingRow) -> None:
        self._desk.runner.write(lambda session: unpark(session, row.id))
        self.close()


_GLYPHS = {
    "link.put": "link-simple",
    "link.replace": "link-simple",
    "link.extend": "hourglass",
    "link.revoke": "link-break",
    "doc.withdraw": "prohibit",
    "series.put": "hash",
    "office.put": "paint-brush",
    "payments.put": "credit-card",
    "payments.remove": "credit-card",
}


def _padded(label: Label) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(scaled(_INSET), 0, scaled(_INSET), scaled(8))
    line.addWidget(label)
    return holder
