"""Online payment's state light with its reason, and what the last check of the key found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
    from billing.wire import PaymentsInfo
    from desktop.queries.stripe_settings import StripeStanding
    from desktop.services.online.account import StripeFound
    from desktop.views.desk import Desk


class Standing(NamedTuple):
    """One word with its colour, and the sentence that explains it or ""."""

    tone: Tone
    word: str
    why: str


class PaymentsCard(Card):
    """``test`` is the button; the checks appear once a key was checked."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._light = Light()
        self.tone = Tone.NEUTRAL
        self.state = Label("", "customer")
        self.detail = Label("", "body", "muted", elided=True)
        self.why = Label("", "body", "muted")
        self.why.setWordWrap(True)
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
        for part in (self._line, self._checks, self.why, self.test):
            part.hide()

    def show_standing(self, now: StripeStanding) -> None:
        """Show how online payment stands."""
        self.tone, word, why = self._standing(now)
        self._light.set_tone(self.tone)
        self.state.setText(word)
        self.why.setText(why)
        self.why.set_ink(self.tone if self.tone in (Tone.BAD, Tone.WARN) else "muted")
        self.why.setVisible(bool(why))
        account = now.account
        self.test.setVisible(account is not None)
        said = ""
        if account is not None:
            when = moment(account.checked_at, self._desk.office.time_zone, self._desk.today())
            checked = self.tr("checked {moment}").format(moment=when)
            said = ", ".join(filter(None, (account.name or account.account, checked)))
        self.detail.setText(said)
        self.setAccessibleName(f"{self.tr('Online payment')}: {word}")

    def show_check(self, found: StripeFound, portal: PaymentsInfo | None) -> None:
        """Show what a check that went well has found; ``portal`` is what the portal says, None where it has no key."""
        mode = self.tr("Live: cards are charged") if found.livemode else self.tr("Test mode: no card is charged")
        rows = [
            (True, self.tr("Stripe accepts the key"), self.tr("ends in {hint}").format(hint=found.hint)),
            (found.livemode, mode, found.name),
            self._call(found),
            self._portal(found, portal),
        ]
        self._fill(rows)
        for part in (self._line, self._checks):
            part.show()

    def _call(self, found: StripeFound) -> tuple[bool, str, str]:
        if found.hook:
            return True, self.tr("Stripe calls the portal"), self.tr("payments show at once")
        looks = self.tr("it has no public address, so the portal looks every minute")
        return False, self.tr("Stripe cannot call the portal"), looks

    def _portal(self, found: StripeFound, portal: PaymentsInfo | None) -> tuple[bool, str, str]:
        if portal is None or (portal.account, portal.livemode) != (found.account, found.livemode):
            return False, self.tr("The portal does not have the key yet"), self.tr("it is sent next")
        if portal.state == "needs_attention":
            return False, self.tr("The portal needs attention"), portal.sentence
        return True, self.tr("The portal takes payments"), ""

    def _fill(self, rows: list[tuple[bool, str, str]]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.checks = [f"{name}, {detail}" if detail else name for _good, name, detail in rows]
        for number, (good, name, detail) in enumerate(rows):
            sign = Glyph("check-circle", Tone.GOOD) if good else Glyph("warning-circle", Tone.WARN)
            said = Label(detail, "body", "muted")
            said.setWordWrap(True)
            self._grid.addWidget(sign, number, 0)
            self._grid.addWidget(Label(name, "medium"), number, 1)
            self._grid.addWidget(said, number, 2)

    def _standing(self, now: StripeStanding) -> Standing:
        account, attention = now.account, self.tr("Needs attention")
        if account is None:
            why = "" if now.portal else self.tr("Customers pay on their page. Set up Portal first.")
            return Standing(Tone.NEUTRAL, self.tr("Not set up"), why)
        if account.trouble:
            return Standing(Tone.BAD, attention, account.trouble)
        if now.refused:
            return Standing(Tone.BAD, attention, now.refused)
        if not now.is_called:
            moved = self.tr("The portal has a new address. Test again, so that Stripe calls it there.")
            return Standing(Tone.BAD, attention, moved)
        waits = self.tr("The portal gets the key as soon as it answers.") if now.waits else ""
        if not account.livemode:
            why = waits or self.tr("No card is charged. Replace the key by a live one to take money.")
            return Standing(Tone.WARN, self.tr("Test mode"), why)
        return Standing(Tone.GOOD, self.tr("Connected"), waits or self._checking(now.checking))

    def _checking(self, count: int) -> str:
        if not count:
            return ""
        one = self.tr("One payment was reported and is being checked at Stripe.")
        return one if count == 1 else self.tr("{count} payments are being checked at Stripe.").format(count=count)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(scaled(10))
        head.addWidget(self._light)
        head.addWidget(self.state)
        head.addWidget(self.detail, 1)
        head.addWidget(self.test)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(16), scaled(14), scaled(16), scaled(14))
        column.setSpacing(scaled(10))
        column.addLayout(head)
        for part in (self.why, self._line, self._checks):
            column.addWidget(part)
