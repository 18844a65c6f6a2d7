"""Paying in parts: a share and terms a row, the last one takes the rest; what comes of it follows every key."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from billing.errors import Refused
from billing.formatting import format_number
from billing.terms import MOST_PARTS, DueRule, Instalment, Part, Terms, instalments, read_terms
from desktop.views.dialogs.frame import Dialog
from desktop.views.editor.figures import read_rate
from desktop.views.fonts import scaled
from desktop.views.terms_words import offered_terms, terms_words
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, IconButton, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.words import amount, day, language

if TYPE_CHECKING:
    from datetime import date

    from desktop.queries.drafts import DraftValues

_WIDTH, _SHARE, _TERMS, _DAY, _AMOUNT = 640, 84, 200, 96, 104
_FIRST = Part(Decimal(30), Terms(DueRule.ON_RECEIPT))
_REST = Terms(DueRule.NET, 30)


class NoShare(Refused):
    """A part of nothing is no part."""

    def __init__(self) -> None:
        super().__init__("Every part but the last needs its share in percent, above 0. Type one, or remove the part.")


class PartRow(QWidget):
    """One part; ``edited`` follows every key, ``removed`` the button behind it."""

    edited = Signal()
    removed = Signal()

    def __init__(self, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.share = Field(self.tr("Share in percent"))
        self.share.setFixedWidth(scaled(_SHARE))
        self.share.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.share.setText(f"{format_number(part.percent, language())} %" if part.percent else "")
        self.share.textEdited.connect(lambda _text: self.edited.emit())
        self.terms = Choice(self.tr("Payment terms"), offered_terms())
        self.terms.setFixedWidth(scaled(_TERMS))
        self.terms.choose(part.terms.spelled(), terms_words(part.terms.spelled()))
        self.terms.currentIndexChanged.connect(lambda _index: self.edited.emit())
        self.due, self.amount = Label("", "body", "muted"), Label("", "medium")
        self.remove = IconButton("x", self.tr("Remove this part"), Kind.QUIET)
        self.remove.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scaled(12))
        for label, wide in ((self.due, _DAY), (self.amount, _AMOUNT)):
            label.setFixedWidth(scaled(wide))
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for widget in (self.share, self.terms, self.due, self.amount, self.remove):
            row.addWidget(widget)
        row.insertStretch(2, 1)

    def be_last(self, *, last: bool) -> None:
        """The last part takes the rest, and cannot be removed."""
        self.share.setEnabled(not last)
        self.share.setPlaceholderText(self.tr("the rest") if last else "")
        if last:
            self.share.setText("")
        self.remove.set_reason(self.tr("The last part takes the rest.") if last else "")

    def part(self, *, last: bool) -> Part:
        """Return the part as it stands; the last one's share is left open. Raises Refused while it is no share."""
        terms = read_terms(self.terms.key)
        if last:
            return Part(Decimal(0), terms)
        share = read_rate(self.share.text(), language()) if self.share.text().strip() else Decimal(0)
        if not share:
            raise NoShare
        return Part(share, terms)

    def show_instalment(self, found: Instalment | None, currency: str, *, with_amount: bool) -> None:
        """Say what comes of it, or nothing while nothing does."""
        self.due.setText(day(found.due_on, year=True) if found else "")
        self.amount.setText(amount(found.minor, currency) if found and with_amount else "")


class PartsDialog(Dialog):
    """``agreed`` carries the parts; ``payable`` is None while the draft cannot be added up."""

    agreed = Signal(object)

    def __init__(self, values: DraftValues, payable: int | None, today: date, parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("Payment in parts"))
        self._currency = values.currency
        self._payable = payable
        self._issued_on = values.dated or today
        self.rows: list[PartRow] = []
        self._build()
        terms = read_terms(values.payment_terms)
        rest = Part(Decimal(0), _REST if terms.rule in (DueRule.FIXED, DueRule.ON_RECEIPT) else terms)
        for part in values.parts or (_FIRST, rest):
            self._insert(len(self.rows), part)
        self._settle()

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        self.rows[0].share.setFocus(Qt.FocusReason.OtherFocusReason)
        self.rows[0].share.selectAll()

    def parts(self) -> tuple[Part, ...]:
        """Return the parts as they stand. Raises Refused while a share cannot be read, or nothing is left to be the
        rest.
        """
        *before, last = self.rows
        given = [row.part(last=False) for row in before]
        left = max(Decimal(100) - sum(part.percent for part in given), Decimal(0))
        return (*given, Part(left, last.part(last=True).terms))

    # -- within -------------------------------------------------------------------------------------------------------

    def _add(self) -> None:
        place = len(self.rows) - 1
        self._insert(place, Part(Decimal(0), read_terms(self.rows[place].terms.key)))  # never later than the rest
        self._settle()
        self.grow()
        self.rows[place].share.setFocus(Qt.FocusReason.OtherFocusReason)

    def _insert(self, place: int, part: Part) -> None:
        row = PartRow(part)
        row.edited.connect(self._follow)
        row.removed.connect(lambda: self._remove(row))
        self.rows.insert(place, row)
        self._column.insertWidget(place, row)
        row.show()  # else the dialog would take its size without it

    def _remove(self, row: PartRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._settle()
        self.rows[0].share.setFocus(Qt.FocusReason.OtherFocusReason)

    def _settle(self) -> None:
        for row in self.rows:
            row.be_last(last=row is self.rows[-1])
        if len(self.rows) == 2:
            self.rows[0].remove.set_reason(self.tr("Two parts at least. Choose other terms to be paid at once."))
        most = self.tr("An invoice can fall due in {most} parts at most.").format(most=MOST_PARTS)
        self.add.set_reason(most if len(self.rows) >= MOST_PARTS else "")
        self._follow()

    def _follow(self) -> None:
        found: tuple[Instalment, ...] = ()
        sentence = ""
        try:
            found = instalments(self._payable or 0, self.parts(), self._issued_on)
        except Refused as refused:
            sentence = str(refused)
        for place, row in enumerate(self.rows):
            row.show_instalment(found[place] if found else None, self._currency, with_amount=self._payable is not None)
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.deed.setEnabled(not sentence)
        self.grow()

    def _agree(self) -> None:
        self.agreed.emit(self.parts())
        self.accept()

    def _build(self) -> None:
        words = self.tr("Payment in parts")
        whole = "" if self._payable is None else f"{amount(self._payable, self._currency)} {self._currency}"
        about = self.tr("{whole} to pay, issued on {day}.") if whole else self.tr("Issued on {day}.")
        self.add = Button(self.tr("Add part"), "plus", Kind.QUIET)
        self.add.clicked.connect(self._add)
        self._column = QVBoxLayout()
        self._column.setSpacing(scaled(8))
        self.problem = Label("", "small", Tone.WARN)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.body.addWidget(Label(words, "title"))
        self.body.addWidget(Label(about.format(whole=whole, day=day(self._issued_on, year=True)), "body", "muted"))
        self.body.addLayout(self._column)
        self.body.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        self.keep = Button(self.tr("Cancel"))
        self.keep.clicked.connect(self.reject)
        self.deed = Button(self.tr("Use these parts"), kind=Kind.FILLED)
        self.deed.clicked.connect(self._agree)
        self.foot.addStretch(1)
        self.foot.addWidget(self.keep)
        self.foot.addWidget(self.deed)
