"""E-mail's state light with its reason, and what the last test found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.views.settings.state_card import Check, Standing, StateCard
from desktop.views.theme import Tone
from desktop.views.words import moment

if TYPE_CHECKING:
    from desktop.queries.mails import MailStanding
    from desktop.services.mailing.account import AccountValues


class MailCard(StateCard):
    """Whose server it is, whether mail leaves, and what waits."""

    def show_standing(self, now: MailStanding) -> None:
        """Show how e-mail stands."""
        self.show_state(self._standing(now), self.tr("E-mail"))
        account = now.account
        self.test.setVisible(account is not None)
        said = ""
        if account is not None:
            said = account.host
            if account.checked_at is not None:
                when = moment(account.checked_at, self._desk.office.time_zone, self._desk.today())
                said = self.tr("{server}, checked {moment}").format(server=account.host, moment=when)
        self.detail.setText(said)

    def show_test(self, values: AccountValues) -> None:
        """Show what a test that went well has found."""
        safe = values.security != "none"
        tls = self.tr("The connection is safe") if safe else self.tr("The connection is not encrypted")
        why = self.tr("port {port}").format(port=values.port)
        checks = [Check(True, self.tr("The server answers"), values.host)]
        checks.append(Check(safe, tls, why if safe else self.tr("it does not leave this computer")))
        if values.username:
            checks.append(Check(True, self.tr("It takes user and password"), values.username))
        sent = self.tr("look for it there, in the spam too")
        checks.append(Check(True, self.tr("A message went to {address}").format(address=values.sender), sent))
        self.show_checks(checks)

    def _standing(self, now: MailStanding) -> Standing:
        waits = self._waiting(now.waiting)
        if now.account is None:
            own = self.tr("Send… opens a message in your own mail program. A server here sends by itself.")
            return Standing(Tone.NEUTRAL, self.tr("Not set up"), f"{waits} {own}".strip())
        if now.account.trouble:
            why = f"{now.account.trouble} {waits}".strip()
            return Standing(Tone.BAD, self.tr("Needs attention"), why)
        return Standing(Tone.GOOD, self.tr("Connected"), waits)

    def _waiting(self, count: int) -> str:
        if not count:
            return ""
        one = self.tr("One message waits to be sent.")
        return one if count == 1 else self.tr("{count} messages wait to be sent.").format(count=count)
