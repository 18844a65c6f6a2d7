"""What a person does from anywhere: copy a link, open it, issue a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.cards import DocumentCard
    from desktop.queries.credits import CreditRow
    from desktop.services.issuing import IssuedNumber
    from desktop.services.links import CopiedLink
    from desktop.views.desk import Desk
    from desktop.views.dialogs.customer_link import CustomerLinkSettings
    from desktop.views.dialogs.portal_settings import PortalSettings
    from desktop.views.dialogs.sentences import LinkHolder
    from desktop.views.dialogs.take_back import TakeBack
    from desktop.views.threads import Session


class Acts(QObject):
    """``told`` carries a toast's title and second line; ``copied`` that a link lies on the clipboard."""

    told = Signal(str, str)
    copied = Signal()
    went_to = Signal(object, str)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def copy_link(self, holder_id: UUID, short: bool = False) -> None:
        """Copy the link of a document or a customer, or its ``short`` form; a draft is issued first."""
        now = self._desk.now()
        issue = self._desk.issue

        def write(session: Session) -> tuple[IssuedNumber | None, CopiedLink]:
            from desktop.queries.cards import is_draft
            from desktop.services.links import copy_link

            issued = issue(session, holder_id) if is_draft(session, holder_id) else None
            return issued, copy_link(session, holder_id, at=now)

        self._desk.runner.write(write, lambda done: self._take_copied(*done, short=short))

    def copy_issued(self, issued: IssuedNumber) -> None:
        """Copy the link of what was just issued in the editor, and go to it."""
        now = self._desk.now()

        def write(session: Session) -> CopiedLink:
            from desktop.services.links import copy_link

            return copy_link(session, issued.document_id, at=now)

        def copied(link: CopiedLink) -> None:
            self._take_copied(issued, link)
            self.went_to.emit(issued.document_id, issued.kind)

        def not_copied(sentence: str) -> None:
            self.told.emit(self.tr("{number} issued.").format(number=issued.number), sentence)
            self.went_to.emit(issued.document_id, issued.kind)

        self._desk.runner.write(write, copied, not_copied)

    def open_portal(self, holder_id: UUID) -> None:
        """Open the customer's page in the browser as a preview that is not counted."""
        now = self._desk.now()

        def read(session: Session) -> str | None:
            from desktop.queries.links import preview_address

            return preview_address(session, holder_id, now=now)

        self._desk.runner.read(read, self._browse)

    def portal_settings(self, document_id: UUID) -> None:
        """Show everything about the document's link."""
        from desktop.views.dialogs.portal_settings import PortalSettings

        self._show_settings(PortalSettings(self._desk, document_id, self._window))

    def customer_settings(self, customer_id: UUID) -> None:
        """Show everything about the link to all of a customer's documents."""
        from desktop.views.dialogs.customer_link import CustomerLinkSettings

        self._show_settings(CustomerLinkSettings(self._desk, customer_id, self._window))

    def settings_of(self, holder_id: UUID, is_customer: bool) -> None:
        """Show everything about the link of a document or a customer."""
        (self.customer_settings if is_customer else self.portal_settings)(holder_id)

    def revoke(self, holder_id: UUID, is_customer: bool) -> None:
        """Ask why, and switch the link of a document or a customer off."""
        today, now = self._desk.today(), self._desk.now()

        def read(session: Session) -> LinkHolder | None:
            from desktop.queries.cards import card_if_there
            from desktop.queries.customer_cards import customer_card

            if is_customer:
                return customer_card(session, holder_id, now=now)
            return card_if_there(session, holder_id, today=today, now=now)

        def ask(card: LinkHolder | None) -> None:
            from desktop.views.dialogs.revoke import RevokeDialog

            if card is not None and card.link is not None:
                dialog = RevokeDialog(self._desk, card, self._window)
                dialog.told.connect(self.told)
                dialog.open()

        self._desk.runner.read(read, ask)

    def _show_settings(self, dialog: PortalSettings | CustomerLinkSettings) -> None:
        dialog.told.connect(self.told)
        dialog.open_portal.connect(self.open_portal)
        dialog.copy_requested.connect(self.copy_link)
        self.copied.connect(dialog.say_copied)
        dialog.open()

    def give_credit(self, card: DocumentCard) -> None:
        """Ask what of the invoice is credited and why, and issue the credit note."""
        from desktop.views.dialogs.credit import CreditDialog

        dialog = CreditDialog(self._desk, card, self._window)
        dialog.told.connect(self.told)
        dialog.open()

    def take_back(self, card: DocumentCard, act: TakeBack) -> None:
        """Ask why, and void or withdraw the document."""
        from desktop.views.dialogs.take_back import TakeBackDialog

        dialog = TakeBackDialog(self._desk, card, act, self._window)
        dialog.told.connect(self.told)
        dialog.open()

    def use_credit(self, card: DocumentCard) -> None:
        """Ask for what a credit is used, and how much of it."""
        from desktop.views.dialogs.apply_credit import ApplyCreditDialog

        dialog = ApplyCreditDialog(self._desk, card, self._window)
        dialog.told.connect(self.told)
        dialog.open()

    def undo_credit(self, row: CreditRow) -> None:
        """Let the invoice owe again what this credit took off."""
        now, allocation = self._desk.now(), row.allocation
        if allocation is None:
            return

        def write(session: Session) -> None:
            from desktop.services.crediting import undo_credit

            undo_credit(session, allocation, at=now)

        def done(_none: None) -> None:
            self.told.emit(self.tr("Credit taken back."), self.tr("It can be used for another invoice."))

        self._desk.runner.write(write, done)

    def _take_copied(self, issued: IssuedNumber | None, link: CopiedLink, *, short: bool = False) -> None:
        QGuiApplication.clipboard().setText(link.short if short else link.address)
        self.copied.emit()
        if issued is not None:
            self.told.emit(self.tr("{number} issued. Link copied.").format(number=issued.number), self._works(link))
        elif link.fresh:
            self.told.emit(self.tr("The link had expired. A fresh one is copied."), self._works(link))
        else:
            self.told.emit(self.tr("Link copied."), self._works(link))

    def _works(self, link: CopiedLink) -> str:
        if link.state == "waiting":
            return self.tr("It will open as soon as this computer is online.")
        if link.expires_at is None:
            return ""
        from desktop.views.words import day, local

        until = local(link.expires_at, self._desk.office.time_zone).date()
        return self.tr("Live until {day}.").format(day=day(until))

    def _browse(self, address: str | None) -> None:
        if address is None:
            self.told.emit(self.tr("Opens once the portal has received it."), self.tr("Copy link works already."))
        else:
            QDesktopServices.openUrl(QUrl(address))
