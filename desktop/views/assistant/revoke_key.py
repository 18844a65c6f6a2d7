"""Before a key is revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.views.dialogs.warning import Point, WarningDialog
from desktop.views.theme import Tone

if TYPE_CHECKING:
    from desktop.queries.assistant import KeyRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class RevokeKeyDialog(WarningDialog):
    """``told`` carries what happened; closed without it, the key works on."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, key: KeyRow, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Revoke the key"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._key = key
        self.heading.setText(self.tr("Revoke “{name}”?").format(name=key.name))
        self.about.hide()
        self.reasons.hide()
        self.show_points(
            [
                Point(
                    "prohibit",
                    Tone.WARN,
                    self.tr("The client that uses it is refused from now on. A key cannot be brought back."),
                    self.tr("It stops at once."),
                ),
                Point("x-circle", "muted", self.tr("What it proposed and nobody has approved yet is dropped.")),
                Point("check-circle", "muted", self.tr("What it did stays in the books and in the record.")),
            ]
        )
        self.keep.setText(self.tr("Keep it"))
        self.deed.setText(self.tr("Revoke the key"))
        self.decided.connect(self._revoke)

    def _revoke(self, _why: str) -> None:
        self.deed.setEnabled(False)
        key_id, now = self._key.id, self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.assisting.keys import revoke_key

            revoke_key(session, key_id, at=now)

        def revoked(_done: None) -> None:
            self.told.emit(self.tr("“{name}” is revoked.").format(name=self._key.name), "")
            self.accept()

        self._desk.runner.write(write, self.while_open(revoked), self.while_open(self.show_problem))
