"""Portal settings of a customer: everything about the link to all documents, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.views.dialogs.link_settings import LinkSettings
from desktop.views.words import amount

if TYPE_CHECKING:
    from desktop.queries.customer_cards import CustomerCard
    from desktop.views.threads import Session


class CustomerLinkSettings(LinkSettings["CustomerCard"]):
    """The same parts as for a document: a customer's link lives by the same rules."""

    def read_card(self, show: Callable[[CustomerCard, int | None], None]) -> None:
        customer_id, now = self.holder, self._desk.now()

        def read(session: Session) -> CustomerCard:
            from desktop.queries.customer_cards import customer_card

            return customer_card(session, customer_id, now=now)

        self._desk.runner.read(read, self.while_open(lambda card: show(card, None)))

    def show_holder(self, card: CustomerCard) -> None:
        self._avatar.set_name(card.customer)
        self._who.setText(card.customer)
        self._what.setText(self._documents(card))
        self._pill.hide()

    def why_no_link(self) -> tuple[str, str]:
        return self.tr("No customer link yet."), self.tr("Copy customer link makes one.")

    def _documents(self, card: CustomerCard) -> str:
        if not card.documents:
            return self.tr("No documents yet")
        count = self.tr("1 document") if card.documents == 1 else self.tr("{count} documents")
        sums = ", ".join(f"{amount(minor, currency)} {currency}" for currency, minor in card.open_sums)
        owed = self.tr("open {sums}").format(sums=sums) if sums else self.tr("nothing open")
        return f"{count.format(count=card.documents)} · {owed}"
