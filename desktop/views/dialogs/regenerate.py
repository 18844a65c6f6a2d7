"""Before a link is replaced: the old one stops working, everything else stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.views.dialogs.sentences import LinkHolder, opened, why_not_now
from desktop.views.dialogs.warning import Point, WarningDialog
from desktop.views.theme import Tone
from desktop.views.widgets.tick import Tick

if TYPE_CHECKING:
    from desktop.services.links import CopiedLink
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class RegenerateDialog(WarningDialog):
    """``told`` carries what happened and from when it holds; closed without it, nothing has changed."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, card: LinkHolder, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Regenerate link"), parent)
        self._desk = desk
        self._card = card
        self._offline = why_not_now(desk)
        self.offer_reasons(
            self.tr("Sent to the wrong person"),
            self.tr("Seen by somebody it was not meant for"),
            self.tr("The customer lost it"),
        )
        self.copies = Tick(self.tr("Copy the new link right away"))
        self.copies.setChecked(True)
        self.body.insertWidget(self.body.count() - 1, self.copies)
        later = bool(self._offline) and self._is_known
        self.heading.setText(
            self.tr("Ask the portal for a new link?") if later else self.tr("Make a new link and end the old one?")
        )
        self.about.setText(" · ".join(filter(None, (card.number, card.customer))))
        self.show_points(self._later() if later else self._now())
        self.keep.setText(self.tr("Keep the old link"))
        self.deed.setText(self.tr("Request a new link") if later else self.tr("Regenerate link"))
        self.decided.connect(self._regenerate)

    @property
    def _is_known(self) -> bool:
        """The portal has the link, so that only the portal can end it."""
        assert self._card.link is not None
        return self._card.link.state != "waiting" or self._card.link.request_waits

    def _seen(self) -> str:
        assert self._card.link is not None
        return opened(self._card.link, self._desk.office.time_zone, self._desk.today())

    def _now(self) -> list[Point]:
        stops = self.tr("The link already sent stops working at once.")
        if not self._is_known:
            stops = self.tr("The link already copied never opens.")
        return [
            Point("link-break", Tone.BAD, self._seen(), stops),
            Point("paper-plane-tilt", "muted", self.tr("Whoever should go on using it needs the new link from you.")),
            self._stays(),
        ]

    def _later(self) -> list[Point]:
        until = self.tr("The old link works until the portal confirms, then it stops at once.")
        return [
            Point("wifi-slash", Tone.WARN, self._offline, until),
            Point("link-break", Tone.BAD, self._seen()),
            Point("check-circle", Tone.GOOD, self.tr("You can take this request back as long as it waits.")),
        ]

    def _stays(self) -> Point:
        words = {
            "invoice": self.tr("Invoice, number and history stay as they are."),
            "quote": self.tr("Quote, number and history stay as they are."),
            "credit": self.tr("Credit note, number and history stay as they are."),
            "customer": self.tr("Documents and their own links stay as they are."),
        }
        return Point("check-circle", Tone.GOOD, words[self._card.kind])

    def _regenerate(self, why: str) -> None:
        document_id, now, copies = self._card.id, self._desk.now(), self.copies.isChecked()

        def write(session: Session) -> CopiedLink | None:
            from desktop.services.links import copy_link, regenerate

            regenerate(session, document_id, why=why, at=now)
            return copy_link(session, document_id, at=now) if copies else None

        self.deed.setEnabled(False)
        self._desk.runner.write(write, self.while_open(self._take), self.while_open(self.show_problem))

    def _take(self, link: CopiedLink | None) -> None:
        if link is not None:
            QGuiApplication.clipboard().setText(link.address)
        title = self.tr("New link copied.") if link else self.tr("New link made.")
        if self._offline:
            detail = self.tr("It opens, and the old one ends, as soon as the portal answers.")
        else:
            detail = self.tr("The old one stops working now.")
        self.told.emit(title, detail)
        self.accept()
