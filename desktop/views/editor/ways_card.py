"""WaysCard: which of the office's ways to pay this invoice shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.queries.pay_ways import is_left_without, shown_ways
from desktop.views.editor.draft_edit import set_fields
from desktop.views.fonts import scaled
from desktop.views.way_words import way_names
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.label import Label
from desktop.views.widgets.popover import Popover
from desktop.views.widgets.surface import Card
from desktop.views.widgets.tick import Tick

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.pay_ways import PayWayRow
    from desktop.views.editor.state import DraftState

_WIDEST, _TALLEST, _OF_SCREEN = 420, 320, 0.4


class WaysCard(Card):
    """All of them unless some are chosen; nothing to see where the office has none, or nobody is asked for money."""

    def __init__(self, state: DraftState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        title = Label(self.tr("How to pay"), "section")
        self.said = Label("", "body", elided=True)
        self.change = Button(self.tr("Choose…"), kind=Kind.QUIET)
        self.change.clicked.connect(self._open)
        title.setBuddy(self.change)
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(16), scaled(8), scaled(12), scaled(8))
        row.setSpacing(scaled(12))
        row.addWidget(title)
        row.addWidget(self.said, 1)
        row.addWidget(self.change)
        state.opened.connect(self._follow)
        state.changed.connect(self._follow)
        state.renewed.connect(self._follow)

    def _follow(self) -> None:
        ways, chosen = self._state.catalogue.ways, self._state.values.pay_ways
        left_without = is_left_without(ways, chosen)
        self.setVisible(bool(ways or left_without) and self._state.values.kind == "invoice")
        self.change.setText(self.tr("Choose…") if ways else self.tr("Show none"))
        if left_without:
            self.said.setText(self.tr("What was chosen is not there any more"))
        else:
            names = way_names(shown_ways(ways, chosen))
            self.said.setText(", ".join(names) or self.tr("None is shown"))

    def _open(self) -> None:
        if not self._state.catalogue.ways:
            self._choose(())
            return
        self.popover = WaysPopover(self.change, self._state.catalogue.ways, self._state.values.pay_ways)
        self.popover.chosen.connect(self._choose)
        self.popover.open()

    def _choose(self, chosen: tuple[UUID, ...] | None) -> None:
        self._state.change(set_fields(self._state.values, pay_ways=chosen), "pay_ways")


class WaysPopover(Popover):
    """A tick a way to pay. ``chosen`` carries the ids of those ticked, None for all of them."""

    chosen = Signal(object)

    def __init__(self, anchor: QWidget, ways: tuple[PayWayRow, ...], chosen: tuple[UUID, ...] | None) -> None:
        super().__init__(anchor, anchor.tr("How to pay"))
        self.closed.connect(self.deleteLater)
        self._ways = ways
        self.ticks: list[Tick] = []
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(scaled(12), scaled(8), scaled(12), scaled(8))
        column.setSpacing(scaled(2))
        shown = shown_ways(ways, chosen)
        for way, name in zip(ways, way_names(ways), strict=True):
            tick = Tick(name)
            tick.setToolTip(name)
            tick.setMinimumWidth(1)  # a long name is cut, and does not push the list aside
            tick.setChecked(way in shown)
            tick.toggled.connect(self._tell)
            self.ticks.append(tick)
            column.addWidget(tick)
        self.body.addWidget(_scrolled(listed))

    def _tell(self) -> None:
        ticked = tuple(way.id for way, tick in zip(self._ways, self.ticks, strict=True) if tick.isChecked())
        self.chosen.emit(None if len(ticked) == len(self._ways) else ticked)


def _scrolled(listed: QWidget) -> QScrollArea:
    """Return a list that scrolls where it would be taller than fits beside its anchor on any screen."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setWidget(listed)
    for ground in (listed, area.viewport()):
        ground.setAutoFillBackground(False)
    wanted, most = listed.sizeHint(), round(listed.screen().availableGeometry().height() * _OF_SCREEN)
    high = min(wanted.height(), scaled(_TALLEST), most)
    bar = area.verticalScrollBar().sizeHint().width() if high < wanted.height() else 0
    area.setFixedSize(min(wanted.width() + bar, scaled(_WIDEST)), high)
    return area
