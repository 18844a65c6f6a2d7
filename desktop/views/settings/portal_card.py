"""The portal's state light with its reason, and what the last test found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.views.settings.state_card import Check, Standing, StateCard
from desktop.views.theme import Tone
from desktop.views.widgets.label import Label
from desktop.views.words import moment

if TYPE_CHECKING:
    from desktop.queries.sync import PortalRow, Waiting
    from desktop.services.connection import PortalFound
    from desktop.views.desk import Desk

_APART_MS = 120_000


class PortalCard(StateCard):
    """Where the exchange stands, and what a test of address and key has found."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        when = Label("", "body", "muted")
        super().__init__(desk, when, parent=parent)
        self._when = when
        self._when.hide()

    def show_portal(self, portal: PortalRow, waiting: Waiting) -> None:
        """Show where the exchange stands."""
        self.show_state(self._standing(portal, waiting), self.tr("Portal"))
        self.test.setVisible(bool(portal.address))
        host = portal.address.partition("://")[2]
        synced = ""
        if portal.synced_at is not None:
            when = moment(portal.synced_at, self._desk.office.time_zone, self._desk.today())
            synced = self.tr("synced {moment}").format(moment=when)
        self.detail.setText(", ".join(filter(None, (host, synced))))

    def show_test(self, found: PortalFound, took_ms: int) -> None:
        """Show what a test that went well has found."""
        apart = abs(found.offset_ms)
        words = self.tr("{seconds} s apart, links follow the portal’s clock").format(seconds=round(apart / 1000))
        agree = apart <= _APART_MS
        kind = self.tr("A practice portal") if found.practice else self.tr("A hosted portal")
        kind_words = self.tr("on this computer; its pages say so") if found.practice else self.tr("pages are real")
        checks = (
            Check(True, self.tr("The address answers"), self.tr("{count} ms").format(count=took_ms)),
            Check(True, self.tr("The key is accepted"), self.tr("kept in this computer’s keychain")),
            Check(agree, self.tr("Clocks agree") if agree else self.tr("Clocks differ"), words),
            Check(True, kind, kind_words),
        )
        self.show_checks(checks)
        now = moment(self._desk.now(), self._desk.office.time_zone, self._desk.today())
        self._when.setText(self.tr("Tested {moment}").format(moment=now))
        self._when.show()

    def _standing(self, portal: PortalRow, waiting: Waiting) -> Standing:
        last = self._desk.sync.last
        state = last.state if last else "off"
        if not portal.address:
            return Standing(Tone.NEUTRAL, self.tr("Not set up"), "")
        if state == "trouble" or portal.trouble:
            why = last.why if last and last.why else portal.trouble_why
            return Standing(Tone.BAD, self.tr("Needs attention"), why)
        if waiting.parked:
            words = self.tr("The portal refused {count} changes. The status bar shows which, and why.")
            one = self.tr("The portal refused one change. The status bar shows which, and why.")
            return Standing(
                Tone.BAD,
                self.tr("Needs attention"),
                one if waiting.parked == 1 else words.format(count=waiting.parked),
            )
        if state == "offline":
            return Standing(Tone.WARN, self.tr("Offline"), last.why if last else "")
        if state == "off":
            return Standing(
                Tone.BAD,
                self.tr("Needs attention"),
                self.tr("The key is not in this computer’s keychain. Nothing is lost. Replace the key below."),
            )
        return Standing(Tone.GOOD, self.tr("Connected"), "")
