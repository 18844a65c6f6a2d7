"""A quote offered anew: until when, and what stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.views.dialogs.frame import Dialog
from desktop.views.dialogs.sentences import why_not_now
from desktop.views.editor.date_field import DateField
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.label import Label
from desktop.views.words import amount, day, distance

if TYPE_CHECKING:
    from desktop.queries.cards import DocumentCard
    from desktop.services.converting import RenewedQuote
    from desktop.views.desk import Desk

_WIDTH, _FIELD = 440, 180


class RenewDialog(Dialog):
    """``told`` carries what happened; closed without it, nothing has changed."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, card: DocumentCard, parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("Renew"))
        self._desk = desk
        self._card = card
        self._build()
        self.until.set_day(desk.today() + timedelta(days=desk.office.quote_days))
        self._follow(self.until.day)

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        self.until.setFocus(Qt.FocusReason.OtherFocusReason)
        self.until.selectAll()

    # -- within -------------------------------------------------------------------------------------------------------

    def _follow(self, on: date | None) -> None:
        self.deed.setEnabled(on is not None)
        self._distance.setText(distance(on, self._desk.today()) if on and on >= self._desk.today() else "")

    def _misread(self, text: str) -> None:
        """Nothing is renewed until a day that was just before in the field, while another is typed."""
        self._follow(None if text else self.until.day)

    def _renew(self) -> None:
        on, document_id, renew = self.until.day, self._card.id, self._desk.renew
        if on is None:
            return
        self.deed.setEnabled(False)
        self._desk.runner.write(
            lambda session: renew(session, document_id, on), self.while_open(self._take), self.while_open(self._fail)
        )

    def _fail(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self.deed.setEnabled(True)
        self.grow()

    def _take(self, quote: RenewedQuote) -> None:
        assert self.until.day is not None
        title = self.tr("{number} is offered until {day}.")
        self.told.emit(title.format(number=quote.number, day=day(self.until.day, year=True)), self._about_link(quote))
        self.accept()

    def _about_link(self, quote: RenewedQuote) -> str:
        if quote.has_fresh_link:
            return self.tr("Its link had expired, so a fresh one was made. Copy it and send it.")
        return self.tr("The portal hears of it later.") if why_not_now(self._desk) else self.tr("Its link is the same.")

    def _says(self) -> str:
        link = self._card.link
        if link is not None and link.state == "expired":
            stays = self.tr(
                "The number stays the same, and so do lines and prices. The link has expired: it gets a "
                "successor, to be sent anew."
            )
        else:
            stays = self.tr("Number and link stay the same, and so do lines and prices.")
        return f"{stays} {self.tr('A new revision is frozen with a PDF of its own; the earlier one is kept.')}"

    def _build(self) -> None:
        card = self._card
        heading = Label(self.tr("Renew {number}").format(number=card.number), "title")
        about = Label(f"{card.customer} · {amount(card.total_minor, card.currency)} {card.currency}", "body", "muted")
        self.until = DateField(self.tr("Valid until"), self._desk.today)
        self.until.setFixedWidth(scaled(_FIELD))
        self.until.picked.connect(self._follow)
        self.until.unreadable.connect(self._misread)
        asked = Label(self.tr("Valid until"), "small_medium", "muted")
        asked.setBuddy(self.until)
        self._distance = Label("", "small", "muted")
        says = Label(self._says())
        says.setWordWrap(True)
        self.problem = Label("", "small", Tone.BAD)
        self.problem.setWordWrap(True)
        self.problem.hide()
        for part in (heading, about, asked, self.until, self._distance, says, self.problem):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.keep = Button(self.tr("Cancel"))
        self.keep.clicked.connect(self.reject)
        self.deed = Button(self.tr("Renew"), kind=Kind.FILLED)
        self.deed.clicked.connect(self._renew)
        self.foot.addStretch(1)
        self.foot.addWidget(self.keep)
        self.foot.addWidget(self.deed)
