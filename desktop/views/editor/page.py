"""EditorPage: how head, cards and totals share the column, at every width and text size."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.views.editor.checklist_card import ChecklistCard
from desktop.views.editor.customer_card import CustomerCard
from desktop.views.editor.head import Head
from desktop.views.editor.lines_card import LinesCard
from desktop.views.editor.paper_card import PaperCard
from desktop.views.editor.state import DraftState
from desktop.views.editor.texts_card import TextCard
from desktop.views.editor.totals_card import TotalsCard
from desktop.views.editor.ways_card import WaysCard
from desktop.views.fonts import scaled
from desktop.views.tables.delegates import LINE_HEIGHT
from desktop.views.widgets.surface import Surface

_TOTALS, _GAP, _MARGIN = 336, 12, 16
_BESIDE, _TEXTS_BESIDE = 960, 520


class EditorPage(Surface):
    """Totals stand beside the cards and stay in sight; where the column is narrow they follow the lines.

    The table grows with its lines up to the height of the page, then scrolls by itself: only what is seen is painted.
    """

    def __init__(self, state: DraftState, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__("window", parent=parent)
        self.head = Head()
        self.customer = CustomerCard(state, today)
        self.lines = LinesCard(state)
        self.message = TextCard(state, "message", self.tr("Message"), self.tr("Printed above the lines"))
        self.terms = TextCard(state, "terms", self.tr("Terms"), self.tr("Printed at the end"))
        self.late_fee = TextCard(state, "late_fee", self.tr("Late payment"), self.tr("What paying late costs"))
        self.ways = WaysCard(state)
        self.paper = PaperCard(state)
        self.totals = TotalsCard(state)
        self.checklist = ChecklistCard()
        self._build()
        self._order_tabs()
        state.opened.connect(lambda: self.late_fee.setVisible(state.values.kind == "invoice"))
        self.lines.table.grown.connect(self._fit_table)
        self.lines.table.selectionModel().currentChanged.connect(self._keep_in_sight)
        self.lines.table.left.connect(self._leave_table)

    def set_working(self, *, working: bool) -> None:
        """Take keys, or none while there is nothing to type in or it is being issued."""
        for part in (self._left, self._right):
            part.setEnabled(working)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_totals(beside=self.width() >= scaled(_BESIDE))
        wide = self._scroll.viewport().width() >= scaled(_TEXTS_BESIDE)
        self._texts.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._fit_table()

    def _leave_table(self, by: int) -> None:
        """Tab walked out of the lines."""
        if by > 0:
            self.message.text.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.customer.currency.setFocus(Qt.FocusReason.BacktabFocusReason)

    def _fit_table(self) -> None:
        table = self.lines.table
        page = self._scroll.viewport().height() - self.lines.chrome_height() - 2 * scaled(_GAP)
        least = 4 * scaled(LINE_HEIGHT)
        table.setFixedHeight(min(max(table.content_height(), least), max(page, least)))

    def _keep_in_sight(self, index: QModelIndex) -> None:
        table = self.lines.table
        place = table.visualRect(index)
        if not index.isValid() or (not table.hasFocus() and not table.isAncestorOf(self.focusWidget() or self)):
            return
        centre = table.viewport().mapTo(self._left, place.center())
        self._scroll.ensureVisible(centre.x(), centre.y(), 0, place.height())

    def _place_totals(self, *, beside: bool) -> None:
        if beside and self._side.widget() is None:
            self._column.removeWidget(self._right)
            self._right.setParent(None)
            self._side.setWidget(self._right)
        elif not beside and self._side.widget() is not None:
            self._side.takeWidget()
            self._column.insertWidget(2, self._right)
        self._right.show()
        self._side.setVisible(beside)
        self._side.setFixedWidth(scaled(_TOTALS))

    def _order_tabs(self) -> None:
        """From the fields straight into the lines, where the work is; the buttons above them come after."""
        lines = self.lines
        order = (
            self.customer.currency, lines.table, lines.add_button, lines.discount_button, lines.charge_button,
            lines.more_button, lines.adjustments, self.message.text, self.terms.text, self.late_fee.text,
            self.ways.change, self.paper.template, self.totals.total, self.totals.table,
        )  # fmt: skip
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._left, self._right = QWidget(), QWidget()
        self._column = QVBoxLayout(self._left)
        self._column.setContentsMargins(scaled(_MARGIN), scaled(_MARGIN), scaled(_MARGIN), scaled(_MARGIN))
        self._column.setSpacing(scaled(_GAP))
        self._texts = QHBoxLayout()
        self._texts.setSpacing(scaled(_GAP))
        self._texts.addWidget(self.message)
        self._texts.addWidget(self.terms)
        self._texts.addWidget(self.late_fee)
        self._column.addWidget(self.customer)
        self._column.addWidget(self.lines)
        self._column.addLayout(self._texts)
        self._column.addWidget(self.ways)
        self._column.addWidget(self.paper)
        self._column.addStretch(1)
        side = QVBoxLayout(self._right)
        side.setContentsMargins(0, scaled(_MARGIN), 0, scaled(_MARGIN))
        side.setSpacing(scaled(_GAP))
        side.addWidget(self.totals)
        side.addWidget(self.checklist)
        side.addStretch(1)
        self._scroll, self._side = _scroll_area(self._left), _scroll_area(self._right)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._scroll, 1)
        body.addWidget(self._side)
        body.addSpacing(scaled(_MARGIN))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addLayout(body, 1)


def _scroll_area(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    return area
