"""A credit note that would be dated before its invoice, or before the newest credit note: a person is asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.views.words import day

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.numbers import DatedNumber
    from desktop.views.desk import Desk
    from desktop.views.dialogs.frame import Dialog
    from desktop.views.threads import Session


class EarlierDate(QObject):
    """``confirmed`` turns true when the question was shown: the deed that follows it is the answer."""

    def __init__(self, desk: Desk, invoice_id: UUID, dialog: Dialog) -> None:
        super().__init__(dialog)
        self.confirmed = False
        self._desk = desk
        self._invoice_id = invoice_id
        self._dialog = dialog
        self._before: DatedNumber | None = None
        self.learn()

    def learn(self) -> None:
        """Read what the credit note would fall behind."""
        invoice_id = self._invoice_id

        def read(session: Session) -> DatedNumber:
            from desktop.queries.credits import dated_before_credit

            return dated_before_credit(session, invoice_id)

        self._desk.runner.read(read, self._dialog.while_open(self._take))

    def ask(self) -> str:
        """Return what to ask before the deed, or "" where nothing is to be asked or it was asked already."""
        before, today = self._before, self._desk.today()
        if self.confirmed or before is None or before.on <= today:
            return ""
        self.confirmed = True
        words = self.tr(
            "{number} is dated {newest} already, and the credit note would be dated {dated}. Many countries want "
            "numbers in the order of their dates. Check this computer’s clock, or issue it with the earlier date."
        )
        return words.format(number=before.number, newest=day(before.on, year=True), dated=day(today, year=True))

    def _take(self, before: DatedNumber) -> None:
        self._before = before
