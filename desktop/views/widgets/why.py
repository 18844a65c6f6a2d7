"""WhyPopover: how a sum comes about, step by step, with figures that anybody can check."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.widgets.label import Label
from desktop.views.widgets.popover import Popover
from desktop.views.widgets.surface import Hairline

if TYPE_CHECKING:
    from billing.steps import Step

_WIDTH, _HEIGHT, _INSET = 372, 440, 16


class WhyPopover(Popover):
    """Opened by the amount that it explains; the last step is the amount itself."""

    def __init__(self, anchor: QWidget, steps: "Sequence[Step]") -> None:
        super().__init__(anchor, self.tr("Why this cent?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.steps = steps
        self._page = _Page(self._build(steps))
        head = Label(self.tr("Why this cent?"), "section")
        head.setContentsMargins(scaled(_INSET), scaled(12), scaled(_INSET), scaled(8))
        self.body.addWidget(head)
        self.body.addWidget(Hairline())
        self.body.addWidget(self._page)

    def _build(self, steps: "Sequence[Step]") -> QWidget:
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(scaled(_INSET), scaled(10), scaled(_INSET), scaled(14))
        grid.setHorizontalSpacing(scaled(16))
        grid.setVerticalSpacing(scaled(10))
        grid.setColumnStretch(0, 1)
        last = len(steps) - 1
        for row, step in enumerate(steps):
            told = QVBoxLayout()
            told.setSpacing(scaled(1))
            for label in self._told(step, last=row == last):
                told.addWidget(label)
            grid.addLayout(told, row, 0)
            result = Label(step.result, "strong" if row == last else "medium")
            side = Qt.AlignmentFlag.AlignRight if not self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
            grid.addWidget(result, row, 1, side | Qt.AlignmentFlag.AlignBottom)
        content.setFixedWidth(scaled(_WIDTH))
        return content

    def _told(self, step: "Step", *, last: bool) -> list[Label]:
        labels = [Label(step.words, "strong" if last else "body")]
        if step.figures:
            labels.append(Label(step.figures, "small", "muted"))
        for label in labels:
            label.setWordWrap(True)
        return labels


class _Page(QScrollArea):
    """As high as its content up to a point, then it scrolls, to the end first: there stands what was asked about."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Steps"))
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        layout = content.layout()
        high = layout.heightForWidth(content.width()) if layout is not None else 0
        content.setFixedHeight(high)
        self.setFixedHeight(min(high, scaled(_HEIGHT)))
        bar = self.verticalScrollBar().sizeHint().width() if high > scaled(_HEIGHT) else 0
        self.setFixedWidth(content.width() + bar)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.height())
