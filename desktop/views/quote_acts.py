"""What a person does with a quote from anywhere, and what makes a draft of a document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from billing.errors import Unavailable

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.cards import DocumentCard
    from desktop.views.desk import Desk
    from desktop.views.drawer.menu import DrawerMenu
    from desktop.views.threads import Session


class QuoteActs(QObject):
    """``draft_made`` carries the id of a draft to go on with; ``told`` a toast's title and second line."""

    told = Signal(str, str)
    draft_made = Signal(object)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def follow(self, menu: DrawerMenu) -> None:
        """Do what is chosen in this menu."""
        menu.invoice_wanted.connect(self.make_invoice)
        menu.lines_wanted.connect(self.choose_lines)
        menu.renewal_wanted.connect(self.renew)
        menu.copy_wanted.connect(self.duplicate)
        menu.deposit_wanted.connect(self.request_deposit)
        menu.answer_undo_wanted.connect(self.undo_answer)
        menu.record_wanted.connect(self.save_record)

    def make_invoice(self, card: DocumentCard) -> None:
        """Make a draft invoice of all that is left of the quote."""
        today, now = self._desk.today(), self._desk.now()

        def write(session: Session) -> UUID:
            from desktop.services.converting import convert_quote

            return convert_quote(session, card.id, on=today, at=now)

        self._desk.runner.write(write, self.draft_made.emit)

    def choose_lines(self, card: DocumentCard) -> None:
        """Ask which lines of the quote are invoiced, and make a draft of them."""
        from desktop.views.dialogs.convert import ConvertDialog

        dialog = ConvertDialog(self._desk, card, self._window)
        dialog.made.connect(self.draft_made)
        dialog.open()

    def request_deposit(self, card: DocumentCard) -> None:
        """Ask how much is to be paid beforehand, and make a draft invoice over it."""
        from desktop.views.dialogs.deposit import DepositDialog

        dialog = DepositDialog(self._desk, card, self._window)
        dialog.made.connect(self.draft_made)
        dialog.open()

    def renew(self, card: DocumentCard) -> None:
        """Ask until when the quote is offered anew."""
        from desktop.views.dialogs.renew import RenewDialog

        dialog = RenewDialog(self._desk, card, self._window)
        dialog.told.connect(self.told)
        dialog.open()

    def undo_answer(self, card: DocumentCard) -> None:
        """Ask why the customer's answer is taken back."""
        from desktop.views.dialogs.undo_answer import UndoAnswerDialog

        holding = next((answer for answer in card.answers if answer.undone_at is None), None)
        if holding is None:
            return
        dialog = UndoAnswerDialog(self._desk, card, holding, self._window)
        dialog.told.connect(self.told)
        dialog.open()

    def save_record(self, card: DocumentCard) -> None:
        """Ask where the signed acceptance is kept as a file: on paper with the record inside, or the record alone."""
        from PySide6.QtWidgets import QFileDialog

        newest = next(answer.id for answer in card.answers if answer.has_record)
        kinds = f"{self.tr('Certificate (*.pdf)')};;{self.tr('Signed record (*.json)')}"
        name = self.tr("{number} acceptance.pdf").format(number=card.number)
        path, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save acceptance record"), name, kinds)
        if not path:
            return

        def read(session: Session) -> str:
            from desktop.queries.answers import signed_record

            return signed_record(session, newest)

        self._desk.runner.read(read, lambda record: self._keep(Path(path), record))

    def _keep(self, path: Path, record: str) -> None:
        def write() -> int:
            from desktop.services.certificates import certificate

            content = record.encode() if path.suffix.lower() == ".json" else certificate(record)
            try:
                return path.write_bytes(content)
            except OSError as error:
                raise Unavailable("The file cannot be written there. Choose another folder.") from error

        self._desk.runner.work(write, lambda _size: self._kept(path))

    def _kept(self, path: Path) -> None:
        self.told.emit(self.tr("Record saved."), path.name)

    def duplicate(self, card: DocumentCard) -> None:
        """Make a draft with the same lines and texts."""
        today, now = self._desk.today(), self._desk.now()

        def write(session: Session) -> UUID:
            from desktop.services.drafts import duplicate

            return duplicate(session, card.id, on=today, at=now)

        self._desk.runner.write(write, self.draft_made.emit)
