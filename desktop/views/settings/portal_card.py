"""The portal's state light with its reason, and what the last test found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Label
from desktop.views.widgets.light import Light
from desktop.views.widgets.surface import Card, Hairline
from desktop.views.words import moment

if TYPE_CHECKING:
    from desktop.queries.sync import PortalRow, Waiting
    from desktop.services.connection import PortalFound
    from desktop.views.desk import Desk

_APART_MS = 120_000


class PortalCard(Card):
    """``test`` is the button; the checks appear once a test was made."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._light = Light()
        self.tone = Tone.NEUTRAL
        self.state = Label("", "customer")
        self.detail = Label("", "body", "muted", elided=True)
        self.why = Label("", "body", "muted")
        self.why.setWordWrap(True)
        self._when = Label("", "body", "muted")
        self.test = Button(self.tr("Test again"), "arrows-clockwise")
        self._line = Hairline()
        self._checks = QWidget()
        self._grid = QGridLayout(self._checks)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(scaled(12))
        self._grid.setVerticalSpacing(scaled(6))
        self._grid.setColumnStretch(2, 1)
        self.checks: list[str] = []
        self._lay_out()
        for part in (self._line, self._checks, self._when, self.why, self.test):
            part.hide()

    def show_portal(self, portal: PortalRow, waiting: Waiting) -> None:
        """Show where the exchange stands."""
        self.tone, word, why = self._standing(portal, waiting)
        self._light.set_tone(self.tone)
        self.state.setText(word)
        self.why.setText(why)
        self.why.set_ink(self.tone if self.tone in (Tone.BAD, Tone.WARN) else "muted")
        self.why.setVisible(bool(why))
        self.test.setVisible(bool(portal.address))
        host = portal.address.partition("://")[2]
        synced = ""
        if portal.synced_at is not None:
            when = moment(portal.synced_at, self._desk.office.time_zone, self._desk.today())
            synced = self.tr("synced {moment}").format(moment=when)
        self.detail.setText(", ".join(filter(None, (host, synced))))
        self.setAccessibleName(f"{self.tr('Portal')}: {word}")

    def show_test(self, found: PortalFound, took_ms: int) -> None:
        """Show what a test that went well has found."""
        apart = abs(found.offset_ms)
        words = self.tr("{seconds} s apart, links follow the portal’s clock").format(seconds=round(apart / 1000))
        agree = apart <= _APART_MS
        kind = self.tr("A practice portal") if found.practice else self.tr("A hosted portal")
        kind_words = self.tr("on this computer; its pages say so") if found.practice else self.tr("pages are real")
        rows = (
            (True, self.tr("The address answers"), self.tr("{count} ms").format(count=took_ms)),
            (True, self.tr("The key is accepted"), self.tr("kept in this computer’s keychain")),
            (agree, self.tr("Clocks agree") if agree else self.tr("Clocks differ"), words),
            (True, kind, kind_words),
        )
        self._fill(rows)
        now = moment(self._desk.now(), self._desk.office.time_zone, self._desk.today())
        self._when.setText(self.tr("Tested {moment}").format(moment=now))
        for part in (self._line, self._checks, self._when):
            part.show()

    def _fill(self, rows: tuple[tuple[bool, str, str], ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.checks = [f"{name}, {detail}" for _good, name, detail in rows]
        for number, (good, name, detail) in enumerate(rows):
            sign = Glyph("check-circle", Tone.GOOD) if good else Glyph("warning-circle", Tone.WARN)
            self._grid.addWidget(sign, number, 0)
            self._grid.addWidget(Label(name, "medium"), number, 1)
            self._grid.addWidget(Label(detail, "body", "muted"), number, 2)

    def _standing(self, portal: PortalRow, waiting: Waiting) -> tuple[Tone, str, str]:
        last = self._desk.sync.last
        state = last.state if last else "off"
        if not portal.address:
            return Tone.NEUTRAL, self.tr("Not set up"), ""
        if state == "trouble" or portal.trouble:
            return Tone.BAD, self.tr("Needs attention"), last.why if last and last.why else portal.trouble_why
        if waiting.parked:
            words = self.tr("The portal refused {count} changes. The status bar shows which, and why.")
            one = self.tr("The portal refused one change. The status bar shows which, and why.")
            return (
                Tone.BAD,
                self.tr("Needs attention"),
                one if waiting.parked == 1 else words.format(count=waiting.parked),
            )
        if state == "offline":
            return Tone.WARN, self.tr("Offline"), last.why if last else ""
        if state == "off":
            return (
                Tone.BAD,
                self.tr("Needs attention"),
                self.tr("The key is not in this computer’s keychain. Nothing is lost. Replace the key below."),
            )
        return Tone.GOOD, self.tr("Connected"), ""

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(scaled(10))
        head.addWidget(self._light)
        head.addWidget(self.state)
        head.addWidget(self.detail, 1)
        head.addWidget(self._when)
        head.addWidget(self.test)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(16), scaled(14), scaled(16), scaled(14))
        column.setSpacing(scaled(10))
        column.addLayout(head)
        for part in (self.why, self._line, self._checks):
            column.addWidget(part)
