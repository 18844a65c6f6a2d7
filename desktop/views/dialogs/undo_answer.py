"""Before the customer's answer to a quote is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.views.dialogs.sentences import why_not_now
from desktop.views.dialogs.warning import Point, WarningDialog
from desktop.views.theme import Tone
from desktop.views.words import moment

if TYPE_CHECKING:
    from desktop.queries.answers import AnswerRow
    from desktop.queries.cards import DocumentCard
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class UndoAnswerDialog(WarningDialog):
    """``told`` carries what happened; closed without it, the answer holds."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, card: DocumentCard, answer: AnswerRow, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Take the answer back"), parent)
        self._desk = desk
        self._card = card
        self.heading.setText(self.tr("Take the answer to {number} back?").format(number=card.number))
        self.about.setText(self._said(answer))
        self.reasons.ask(self.tr("Why (kept with what happened)"))
        self.offer_reasons(self.tr("The customer asked for it"), self.tr("Accepted by mistake"))
        self.show_points(self._what_happens())
        self.keep.setText(self.tr("Keep the answer"))
        self.deed.setText(self.tr("Take it back"))
        self.decided.connect(self._undo)

    def _said(self, answer: AnswerRow) -> str:
        when = moment(answer.at, self._desk.office.time_zone, self._desk.today())
        if answer.kind == "accepted":
            return self.tr("{name} accepted it, {when}").format(name=answer.name, when=when)
        return self.tr("{customer} declined it, {when}").format(customer=self._card.customer, when=when)

    def _what_happens(self) -> list[Point]:
        page = self.tr("Its page lets the customer answer anew.")
        if why_not_now(self._desk):
            page = self.tr("Its page lets the customer answer anew once the portal hears of it.")
        return [
            Point("arrow-u-up-left", Tone.WARN, page, self.tr("The quote waits for an answer again.")),
            Point("file-text", "muted", self.tr("The record of the answer stays in the books, and with the customer.")),
            Point("link-simple", "muted", self.tr("Where its link has expired, a fresh one takes its place.")),
        ]

    def _undo(self, why: str) -> None:
        document_id, now = self._card.id, self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.answering import undo_answer

            undo_answer(session, document_id, why=why, at=now)

        self.deed.setEnabled(False)
        self._desk.runner.write(write, self.while_open(self._take), self.while_open(self.show_problem))

    def _take(self, _done: None) -> None:
        self.told.emit(self.tr("Answer taken back."), self.tr("The quote waits again."))
        self.accept()
