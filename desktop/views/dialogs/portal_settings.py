"""Portal settings: a document's own link, how a quote may be answered, and how an invoice may be paid."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.views.dialogs.answering_box import AnsweringBox
from desktop.views.dialogs.link_settings import LinkSettings
from desktop.views.dialogs.paying_box import PayingBox
from desktop.views.dialogs.sentences import document_line
from desktop.views.states import document_pill
from desktop.views.widgets.surface import Hairline
from desktop.views.words import amount

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.cards import DocumentCard
    from desktop.services.answering import OwnAnswering
    from desktop.services.online.rules import OwnPaying
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class PortalSettings(LinkSettings["DocumentCard"]):
    """A document's own link; of a quote also how it may be answered, of an invoice how it may be paid."""

    def __init__(self, desk: Desk, holder_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(desk, holder_id, parent)
        self.answering = AnsweringBox()
        self.answering.changed.connect(self._set_answering)
        self._answering_line = Hairline()
        self.paying = PayingBox()
        self.paying.changed.connect(self._set_paying)
        self.own.addWidget(self._answering_line)
        self.own.addWidget(self.answering)
        self.own.addWidget(self.paying)

    def read_card(self, show: Callable[[DocumentCard, int | None], None]) -> None:
        document_id, today, now = self.holder, self._desk.today(), self._desk.now()

        def read(session: Session) -> tuple[DocumentCard, int | None]:
            from desktop.queries.cards import document_card
            from desktop.services.links import days_until_due

            card = document_card(session, document_id, today=today, now=now)
            return card, days_until_due(session, document_id, at=now)

        self._desk.runner.read(read, self.while_open(lambda found: show(*found)))

    def show_holder(self, card: DocumentCard) -> None:
        who = card.customer or self.tr("No customer")
        self._avatar.set_name(who)
        self._who.setText(who)
        self._what.setText(document_line(card, amount(card.total_minor, card.currency)))
        self._pill.set_value(document_pill(card.state))
        self._show_answering(card)

    def why_no_link(self) -> tuple[str, str]:
        return self.tr("Not issued yet."), self.tr("Issue it to get its link.")

    def _show_answering(self, card: DocumentCard) -> None:
        """A quote says how it may be answered, an invoice how it may be paid."""
        self.answering.setVisible(card.answering is not None)
        self.paying.setVisible(card.paying is not None)
        self._answering_line.setVisible(card.answering is not None or card.paying is not None)
        if card.paying is not None:
            self.paying.show_row(card.paying, card.currency)
        if card.answering is not None:
            waits = card.state not in {"accepted", "declined", "converted", "withdrawn", "void"}
            self.answering.show_row(card.answering, "" if waits else self.tr("It waits for no answer any more."))

    def _set_answering(self, own: OwnAnswering) -> None:
        document_id, now = self.holder, self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.answering import set_own_answering

            set_own_answering(session, document_id, own, at=now)

        self._desk.runner.write(write, lambda _none: None, self.while_open(self._show_problem))

    def _set_paying(self, own: OwnPaying) -> None:
        document_id, now = self.holder, self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.online.rules import set_own_paying

            set_own_paying(session, document_id, own, at=now)

        self._desk.runner.write(write, lambda _none: None, self.while_open(self._show_problem))
