"""Home: the page that says what needs a hand today; every row leads to where the hand is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.views.fonts import QWIDGETSIZE_MAX, scaled
from desktop.views.home.figures import AgesCard, LastCard, SumsCard
from desktop.views.home.hands import HandsCard
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Surface

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.hands import Hand
    from desktop.queries.home import Home
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_MARGIN, _SIDE, _BESIDE = 24, 400, 900
_TABS = {"message": "messages", "new_quote": "activity", "disputed": "payments", "not_booked": "payments",
         "task": "activity"}  # fmt: skip


class HomePage(Surface):
    """``document_wanted`` carries id, kind and the drawer's tab; ``new_requested`` the kind of a new document."""

    document_wanted = Signal(object, str, str)
    customer_wanted = Signal(object)
    overdue_wanted = Signal()
    links_wanted = Signal()
    payments_wanted = Signal()
    unapplied_wanted = Signal()
    new_requested = Signal(str)
    counted = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("window", parent=parent)
        self._desk = desk
        self._is_arriving = False
        self._build()

    def refresh(self) -> None:
        """Read everything again: somebody has come here, or something was committed."""
        today, now = self._desk.today(), self._desk.now()

        def read(session: Session) -> Home:
            from desktop.queries.home import home

            return home(session, today=today, now=now)

        self._desk.runner.read(read, self._show)

    def focus_first(self) -> None:
        """Put the keyboard on the first row that waits, or on *New invoice*."""
        self._is_arriving = True

    def _arrive(self) -> None:
        """What waits is known now: the keyboard goes there."""
        self._is_arriving = False
        first = self.hands.buttons[0] if self.hands.buttons else self._invoice
        if self.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= scaled(_BESIDE)
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._side.setMinimumWidth(scaled(_SIDE) if beside else 0)
        self._side.setMaximumWidth(scaled(_SIDE) if beside else QWIDGETSIZE_MAX)

    def _show(self, home: Home) -> None:
        zone, today, office = self._desk.office.time_zone, self._desk.today(), self._desk.office
        self._date.setText(QLocale().toString(QDate(today.year, today.month, today.day), "dddd d MMMM yyyy"))
        self._sums.show_sums(home.owed, home.offered, office.currency)
        self._count.setText(self.locale().toString(len(home.hands)) if home.hands else "")
        self.hands.show_hands(home.hands, zone, today)
        self.ages.show_ages(home.owed)
        self.last.show_rows(home.happened, zone, today)
        self.counted.emit(len(home.hands))
        if self._is_arriving:
            self._arrive()

    def _go(self, hand: Hand) -> None:
        if hand.document_id is not None:
            tab = _TABS.get(hand.kind, "preview")
            self.document_wanted.emit(hand.document_id, hand.document_kind, tab)
        elif hand.kind == "unapplied":
            self.unapplied_wanted.emit()
        elif hand.customer_id is not None:
            self.customer_wanted.emit(hand.customer_id)
        elif hand.kind == "overdue":
            self.overdue_wanted.emit()
        elif hand.kind in ("disputed", "not_booked"):
            self.payments_wanted.emit()
        else:
            self.links_wanted.emit()

    def _tick_off(self, task_id: UUID) -> None:
        now = self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.tasks import tick_off

            tick_off(session, task_id, at=now)

        self._desk.runner.write(write)

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*(4 * [scaled(_MARGIN)]))
        column.setSpacing(scaled(16))
        column.addLayout(self._build_head())
        self._sums = SumsCard()
        column.addWidget(self._sums)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(scaled(16))
        self._columns.addLayout(self._build_hands(), 1)
        self._columns.addWidget(self._build_side())
        column.addLayout(self._columns)
        column.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName(self.tr("Home"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        page.setAutoFillBackground(False)
        area.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _build_head(self) -> QHBoxLayout:
        said = QVBoxLayout()
        said.setSpacing(scaled(2))
        said.addWidget(Label(self.tr("Home"), "title", elided=True))
        self._date = Label("", "body", "muted", elided=True)
        said.addWidget(self._date)
        self._invoice = Button(self.tr("New invoice"), "plus")
        self._invoice.clicked.connect(lambda: self.new_requested.emit("invoice"))
        quote = Button(self.tr("New quote"), "file-text")
        quote.clicked.connect(lambda: self.new_requested.emit("quote"))
        head = QHBoxLayout()
        head.setSpacing(scaled(8))
        head.addLayout(said, 1)
        head.addWidget(quote)
        head.addWidget(self._invoice)
        return head

    def _build_hands(self) -> QVBoxLayout:
        name = QHBoxLayout()
        name.setSpacing(scaled(8))
        name.addWidget(Label(self.tr("Needs a hand today"), "section"))
        self._count = Label("", "section", "muted")
        name.addWidget(self._count)
        name.addStretch(1)
        self.hands = HandsCard()
        self.hands.pressed.connect(self._go)
        self.hands.ticked.connect(self._tick_off)
        column = QVBoxLayout()
        column.setSpacing(scaled(10))
        column.addLayout(name)
        column.addWidget(self.hands)
        column.addStretch(1)
        return column

    def _build_side(self) -> QWidget:
        self._side = QWidget()
        self.ages, self.last = AgesCard(), LastCard()
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(12))
        column.addWidget(self.ages)
        column.addWidget(self.last)
        column.addStretch(1)
        return self._side
