"""What a person does about mail from anywhere: send, send again, and say what became of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from billing.mailing.text import MailKind
    from desktop.queries.messages import Channel
    from desktop.services.mailing.drafting import MailDraft
    from desktop.views.desk import Desk
    from desktop.views.document_list import DocumentList
    from desktop.views.drawer.drawer import Drawer
    from desktop.views.threads import Session


class MailActs(QObject):
    """``told`` carries a toast's title and second line; ``went_to`` a document's id, kind and tab, ``went_to_customer``
    a customer's id; ``text_wanted`` and ``link_wanted`` a document that is to leave the other way;
    ``text_settle_wanted`` a text message and what a person does about it.
    """

    told = Signal(str, str)
    went_to = Signal(object, str, str)
    went_to_customer = Signal(object)
    text_wanted = Signal(object)
    link_wanted = Signal(object)
    text_settle_wanted = Signal(object, str)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def follow_list(self, listing: DocumentList) -> None:
        """Send what is chosen in the list; Ctrl+Enter does so too, but not beside an editor, where it issues."""
        listing.send_requested.connect(lambda _document_id: self._send_rows(listing))
        self._listen(listing, lambda: self._send_rows(listing))

    def follow_drawer(self, drawer: Drawer) -> None:
        """Do what is pressed in the drawer."""
        drawer.menu.reminder_wanted.connect(lambda card: self.remind(card.id))
        drawer.menu.log_wanted.connect(lambda card: self.show_log(card.number))
        drawer.deeds.mails.wanted.connect(self.settle)
        drawer.send.clicked.connect(lambda: self._send_wanted(drawer))
        self._listen(drawer, drawer.send.click)

    def send_many(self, ordinals: Sequence[int]) -> None:
        """Show the messages that go with several documents, by their ordinals in the list."""
        from desktop.views.dialogs.sending.many import SendManyDialog

        dialog = SendManyDialog(self._desk, ordinals, self._window)
        dialog.told.connect(self.told)
        dialog.open()

    def remind(self, document_id: UUID) -> None:
        """Show the message that reminds of an invoice; the sheet says why where nobody can be reminded."""
        self.send(document_id, "reminder")

    def send(self, document_id: UUID, kind: MailKind = "document") -> None:
        """Show the message that goes with a document; a draft that is not ready says what it lacks."""
        today, now = self._desk.today(), self._desk.now()

        def read(session: Session) -> MailDraft:
            from desktop.services.mailing.drafting import draft_mail

            return draft_mail(session, document_id, today=today, now=now, kind=kind)

        self._desk.runner.read(read, self._show)

    def send_statement(self, customer_id: UUID) -> None:
        """Show the message that goes with a customer's statement."""
        today, now = self._desk.today(), self._desk.now()

        def read(session: Session) -> MailDraft:
            from desktop.services.mailing.statement import draft_statement

            return draft_statement(session, customer_id, today=today, now=now)

        self._desk.runner.read(read, self._show)

    def show_log(self, search: str = "") -> None:
        """Show what was sent to whom; ``search`` narrows it to begin with."""
        from desktop.views.message_log.dialog import MessageLogDialog

        dialog = MessageLogDialog(self._desk, search, self._window)
        dialog.settle_wanted.connect(self._settle)
        dialog.document_wanted.connect(self.went_to)
        dialog.customer_wanted.connect(self.went_to_customer)
        dialog.open()

    def settle(self, mail_id: UUID, act: str) -> None:
        """Try a message ``again``, say that it is ``known`` to have arrived, or let it ``rest``."""
        now = self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.mailing.queueing import let_rest, try_again, was_sent

            {"again": try_again, "known": was_sent, "rest": let_rest}[act](session, mail_id, at=now)

        self._desk.runner.write(write)

    def _settle(self, channel: Channel, message_id: UUID, act: str) -> None:
        if channel == "mail":
            self.settle(message_id, act)
        else:
            self.text_settle_wanted.emit(message_id, act)

    def _listen(self, widget: QWidget, act: Callable[[], None]) -> None:
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), widget, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _send_rows(self, listing: DocumentList) -> None:
        chosen = listing.table.selectionModel().selection()
        parts = (chosen.at(place) for place in range(chosen.count()))
        rows = sorted(row for part in parts for row in range(part.top(), part.bottom() + 1))
        if len(rows) > 1:
            self.send_many(listing.model.ordinals(rows))
        elif (row := listing.current()) is not None:
            self.send(row.id)

    def _send_wanted(self, drawer: Drawer) -> None:
        if drawer.document_id is not None:
            self.send(drawer.document_id)

    def _show(self, draft: MailDraft) -> None:
        from desktop.views.dialogs.sending.sheet import SendDialog

        dialog = SendDialog(self._desk, draft, self._window)
        dialog.told.connect(self.told)
        dialog.text_wanted.connect(self.text_wanted)
        dialog.link_wanted.connect(self.link_wanted)
        dialog.open()
