"""Before the account for text messages is taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.views.dialogs.warning import Point, WarningDialog
from desktop.views.theme import Tone

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class RemoveTextsDialog(WarningDialog):
    """``told`` carries what happened; closed without it, messages leave as before."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Remove the account"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self.heading.setText(self.tr("Send no more text messages from here?"))
        self.about.hide()
        self.reasons.hide()
        self.show_points(
            [
                Point("chat-circle-text", Tone.WARN, self.tr("Messages are copied or sent by hand instead."),
                      self.tr("The token leaves this computer’s keychain.")),
                Point("hourglass", "muted", self.tr("What waits goes on waiting until there is an account again.")),
                Point("check-circle", "muted", self.tr("Who opted out is remembered, and every link works on.")),
            ]
        )  # fmt: skip
        self.keep.setText(self.tr("Keep it"))
        self.deed.setText(self.tr("Remove the account"))
        self.decided.connect(self._remove)

    def _remove(self, _why: str) -> None:
        self.deed.setEnabled(False)
        forget = self._desk.text.forget

        def write(session: Session) -> None:
            from desktop.services.texting.account import remove_account

            remove_account(session)
            forget()  # inside the transaction: a locked keychain leaves everything as it was

        self._desk.runner.write(write, self.while_open(self._removed), self.while_open(self.show_problem))

    def _removed(self, _none: None) -> None:
        self.told.emit(self.tr("The account is removed."), self.tr("Links and documents are as they were."))
        self.accept()
