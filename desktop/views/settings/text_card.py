"""The state light of text messages with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.views.settings.state_card import Check, Standing, StateCard
from desktop.views.theme import Tone
from desktop.views.words import moment

if TYPE_CHECKING:
    from desktop.queries.texts import TextStanding


class TextCard(StateCard):
    """Whose account it is, whether messages leave, and what waits."""

    def show_standing(self, now: TextStanding) -> None:
        """Show how text messages stand."""
        self.show_state(self._standing(now), self.tr("Text messages"))
        account = now.account
        self.test.setVisible(account is not None)
        said = ""
        if account is not None:
            said = self.tr("Twilio, {name}").format(name=account.name) if account.name else "Twilio"
            if account.checked_at is not None:
                when = moment(account.checked_at, self._desk.office.time_zone, self._desk.today())
                said = self.tr("{account}, checked {moment}").format(account=said, moment=when)
        self.detail.setText(said)

    def show_test(self, name: str) -> None:
        """Show what a test that went well has found."""
        checks = [Check(True, self.tr("Twilio answers"), ""), Check(True, self.tr("It takes account and token"), name)]
        self.show_checks(checks)

    def _standing(self, now: TextStanding) -> Standing:
        waits = ""
        if now.waiting:
            one, more = self.tr("One message waits to be sent."), self.tr("{count} messages wait to be sent.")
            waits = one if now.waiting == 1 else more.format(count=now.waiting)
        if now.account is None:
            own = self.tr("Send… lets you copy the message, or opens it in this computer’s own program.")
            return Standing(Tone.NEUTRAL, self.tr("Not set up"), f"{waits} {own}".strip())
        if now.account.trouble:
            return Standing(Tone.BAD, self.tr("Needs attention"), f"{now.account.trouble} {waits}".strip())
        return Standing(Tone.GOOD, self.tr("Connected"), waits)
