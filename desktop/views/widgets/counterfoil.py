"""Counterfoil: above the tear-off line what is owed, below it the link."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.paint import CARD_RADIUS
from desktop.views.states import document_pill
from desktop.views.tables.roles import PillValue
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.amount import Amount
from desktop.views.widgets.label import Label
from desktop.views.widgets.light import Light
from desktop.views.widgets.pill import StatePill

_INSET, _TEAR, _NOTCH, _DOTS = 16, 24, 7, 6


class Counterfoil(QWidget):
    """The drawer's card. ``buttons`` is the row below the link, filled by the caller."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Document"))
        self._who = Label("", "customer", elided=True)
        self._pill = StatePill(document_pill("draft"))
        self.amount = Amount()
        self._due = Label("", "body", "muted", elided=True)
        self._light = Light()
        self._state = Label("", "medium")
        self._short = Label("", "small", "muted", elided=True)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self._tear = QWidget()
        self._tear.setFixedHeight(_TEAR)
        self._lay_out()

    def show_document(self, who: str, pill: PillValue, digits: str, currency: str, due: str) -> None:
        """Fill the upper half; ``due`` states the date in full ("Due 4 Dec 2026, in 14 days")."""
        self._who.setText(who)
        self._pill.set_value(pill)
        self.amount.show_amount(digits, currency)
        self._due.setText(due)
        self.setAccessibleDescription(f"{who}, {pill.word}, {digits} {currency}, {due}")

    def show_link(self, tone: Tone, state: str, short_link: str) -> None:
        """Fill the lower half: the light's tone, "Live until 20 Dec", and the shortened link or nothing."""
        self._light.set_tone(tone)
        self._state.setText(state)
        self._short.setText(short_link)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tear = self._tear.geometry().center().y() + 0.5
        painter.setPen(QPen(tokens().line2, 1))
        painter.setBrush(tokens().raised)
        painter.drawPath(self._outline(tear))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens().line2)
        room = self.width() - 4 * _NOTCH
        start = (self.width() - room // _DOTS * _DOTS) / 2
        for dot in range(room // _DOTS + 1):
            painter.drawEllipse(QPointF(start + dot * _DOTS, tear), 1.0, 1.0)

    def _outline(self, tear: float) -> QPainterPath:
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        turn = 2 * CARD_RADIUS
        right, low = frame.right() - turn, frame.bottom() - turn
        notch = QRectF(frame.left() - _NOTCH, tear - _NOTCH, 2 * _NOTCH, 2 * _NOTCH)
        path = QPainterPath()
        path.arcMoveTo(QRectF(frame.left(), frame.top(), turn, turn), 180)
        path.arcTo(QRectF(frame.left(), frame.top(), turn, turn), 180, -90)
        path.arcTo(QRectF(right, frame.top(), turn, turn), 90, -90)
        path.arcTo(notch.translated(frame.width(), 0), 90, 180)
        path.arcTo(QRectF(right, low, turn, turn), 0, -90)
        path.arcTo(QRectF(frame.left(), low, turn, turn), 270, -90)
        path.arcTo(notch, 270, 180)
        path.closeSubpath()
        return path

    def _lay_out(self) -> None:
        who = QHBoxLayout()
        who.setSpacing(12)
        who.addWidget(self._who, 1)
        who.addWidget(self._pill)
        link = QHBoxLayout()
        link.setSpacing(8)
        link.addWidget(self._light)
        link.addWidget(self._state)
        link.addStretch(1)
        link.addWidget(self._short)
        column = QVBoxLayout(self)
        column.setContentsMargins(_INSET, _INSET, _INSET, _INSET)
        column.setSpacing(0)
        column.addLayout(who)
        column.addSpacing(8)
        column.addWidget(self.amount)
        column.addSpacing(4)
        column.addWidget(self._due)
        column.addSpacing(4)
        column.addWidget(self._tear)
        column.addLayout(link)
        column.addSpacing(8)
        column.addLayout(self.buttons)
