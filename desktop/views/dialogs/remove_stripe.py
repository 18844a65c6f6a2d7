"""Before the Stripe key is taken away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.views.dialogs.warning import Point, WarningDialog
from desktop.views.theme import Tone

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class RemoveStripeDialog(WarningDialog):
    """``told`` carries what happened; closed without it, customers pay on."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Remove the Stripe key"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self.heading.setText(self.tr("Let nobody pay online any more?"))
        self.about.hide()
        self.reasons.hide()
        self.show_points(
            [
                Point(
                    "credit-card",
                    Tone.WARN,
                    self.tr("Pages lose their button to pay; what is open at Stripe is closed."),
                    self.tr("The key leaves this computer and the portal."),
                ),
                Point("check-circle", "muted", self.tr("What was paid stays in the books.")),
                Point(
                    "hourglass",
                    "muted",
                    self.tr(
                        "Bank debits and refunds on their way go on at Stripe; they are booked once a key is back."
                    ),
                ),
            ]
        )
        self.keep.setText(self.tr("Keep it"))
        self.deed.setText(self.tr("Remove the key"))
        self.decided.connect(self._remove)

    def _remove(self, _why: str) -> None:
        self.deed.setEnabled(False)
        now, forget = self._desk.now(), self._desk.stripe.forget

        def write(session: Session) -> str:
            from desktop.services.online.account import remove_stripe

            return remove_stripe(session, at=now)

        def removed(hook: str) -> None:
            take = self.while_open(self._take)
            self._desk.runner.work_aside(partial(forget, hook), take, take)

        self._desk.runner.write(write, self.while_open(removed), self.while_open(self.show_problem))

    def _take(self, why: str) -> None:
        self._desk.sync.wake()
        still = self.tr("Something of the key is left: {why}").format(why=why)
        self.told.emit(self.tr("Online payment is off."), still if why else self.tr("The pages follow at once."))
        self.accept()
