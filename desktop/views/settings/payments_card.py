"""Online payment's state light with its reason, and what the last check of the key found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.views.settings.state_card import Check, Standing, StateCard
from desktop.views.theme import Tone
from desktop.views.words import moment

if TYPE_CHECKING:
    from billing.wire import PaymentsInfo
    from desktop.queries.stripe_settings import StripeStanding
    from desktop.services.online.account import StripeFound


class PaymentsCard(StateCard):
    """Whose account it is, whether the key works, and what the portal says."""

    def show_standing(self, now: StripeStanding) -> None:
        """Show how online payment stands."""
        self.show_state(self._standing(now), self.tr("Online payment"))
        account = now.account
        self.test.setVisible(account is not None)
        said = ""
        if account is not None:
            when = moment(account.checked_at, self._desk.office.time_zone, self._desk.today())
            checked = self.tr("checked {moment}").format(moment=when)
            said = ", ".join(filter(None, (account.name or account.account, checked)))
        self.detail.setText(said)

    def show_check(self, found: StripeFound, portal: PaymentsInfo | None) -> None:
        """Show what a check that went well has found; ``portal`` is what the portal says, None where it has no key."""
        mode = self.tr("Live: cards are charged") if found.livemode else self.tr("Test mode: no card is charged")
        key = Check(True, self.tr("Stripe accepts the key"), self.tr("ends in {hint}").format(hint=found.hint))
        self.show_checks([key, Check(found.livemode, mode, found.name), self._call(found), self._portal(found, portal)])

    def _call(self, found: StripeFound) -> Check:
        if found.hook:
            return Check(True, self.tr("Stripe calls the portal"), self.tr("payments show at once"))
        looks = self.tr("it has no public address, so the portal looks every minute")
        return Check(False, self.tr("Stripe cannot call the portal"), looks)

    def _portal(self, found: StripeFound, portal: PaymentsInfo | None) -> Check:
        if portal is None or (portal.account, portal.livemode) != (found.account, found.livemode):
            return Check(False, self.tr("The portal does not have the key yet"), self.tr("it is sent next"))
        if portal.state == "needs_attention":
            return Check(False, self.tr("The portal needs attention"), portal.sentence)
        return Check(True, self.tr("The portal takes payments"), "")

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
