"""Before a link is switched off without a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.views.dialogs.sentences import LinkHolder, opened, why_not_now
from desktop.views.dialogs.warning import Point, WarningDialog
from desktop.views.theme import Tone

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class RevokeDialog(WarningDialog):
    """``told`` carries what happened and from when it holds; closed without it, nothing has changed."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, card: LinkHolder, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Revoke link"), parent)
        self._desk = desk
        self._card = card
        self._offline = why_not_now(desk)
        self.offer_reasons(self.tr("Sent to the wrong person"), self.tr("No longer meant to be seen"))
        self.heading.setText(self.tr("Revoke this link?"))
        self.about.setText(" · ".join(filter(None, (card.number, card.customer))))
        self.show_points(self._points_now())
        self.keep.setText(self.tr("Keep the link"))
        self.deed.setText(self.tr("Ask to revoke it") if self._waits else self.tr("Revoke link"))
        self.decided.connect(self._revoke)

    @property
    def _waits(self) -> bool:
        assert self._card.link is not None
        return bool(self._offline) and (self._card.link.state != "waiting" or self._card.link.request_waits)

    def _points_now(self) -> list[Point]:
        assert self._card.link is not None
        seen = opened(self._card.link, self._desk.office.time_zone, self._desk.today())
        stops = Point("link-break", Tone.BAD, seen, self.tr("The link stops working at once, for everyone."))
        if self._waits:
            until = self.tr("The link works until the portal confirms, then it stops at once.")
            stops = Point("wifi-slash", Tone.WARN, f"{self._offline} {seen}", until)
        return [
            stops,
            Point("copy", "muted", self.tr("No new link takes its place. Copy link makes one when you want it.")),
            self._stays(),
        ]

    def _stays(self) -> Point:
        """Say what goes on: one of two links that show a document never touches the other."""
        assert self._card.link is not None
        if self._card.kind == "customer":
            words = self.tr("The documents stay as they are, and the link of each goes on working.")
        elif self._card.link.on_page:
            words = self.tr("The document stays as it is, and the customer link to all documents still shows it.")
        else:
            words = self.tr("The document, its number and its history stay as they are.")
        return Point("check-circle", Tone.GOOD, words)

    def _revoke(self, why: str) -> None:
        document_id, now = self._card.id, self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.links import revoke

            revoke(session, document_id, why=why, at=now)

        self.deed.setEnabled(False)
        self._desk.runner.write(write, self.while_open(self._take), self.while_open(self.show_problem))

    def _take(self, _done: None) -> None:
        detail = self.tr("It opens until the portal confirms.") if self._waits else self.tr("It opens for nobody now.")
        self.told.emit(self.tr("Link revoked."), detail)
        self.accept()
