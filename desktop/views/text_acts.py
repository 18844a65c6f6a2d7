"""What a person does about text messages from anywhere: send, and say what became of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.texting.drafting import TextDraft
    from desktop.views.desk import Desk
    from desktop.views.drawer.drawer import Drawer
    from desktop.views.threads import Session


class TextActs(QObject):
    """``told`` carries a toast's title and second line."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def follow_drawer(self, drawer: Drawer) -> None:
        """Do what is pressed in the drawer."""
        drawer.deeds.texts.wanted.connect(self.settle)

    def send(self, document_id: UUID) -> None:
        """Show the text message that goes with a document; a draft that is not ready says what it lacks."""
        today, now = self._desk.today(), self._desk.now()

        def read(session: Session) -> TextDraft:
            from desktop.services.texting.drafting import draft_text

            return draft_text(session, document_id, today=today, now=now)

        self._desk.runner.read(read, self._show)

    def settle(self, text_id: UUID, act: str) -> None:
        """Try a message ``again``, say that it is ``known`` to have arrived, or let it ``rest``."""
        now = self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.texting.queueing import let_rest, try_again, was_sent

            {"again": try_again, "known": was_sent, "rest": let_rest}[act](session, text_id, at=now)

        self._desk.runner.write(write)

    def _show(self, draft: TextDraft) -> None:
        from desktop.views.dialogs.sending.text import TextDialog

        dialog = TextDialog(self._desk, draft, self._window)
        dialog.told.connect(self.told)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
