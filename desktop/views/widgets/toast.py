"""Toast: says what happened, over the list, for a moment, without taking the focus."""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QEnterEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import (
    CARD_RADIUS,
    CONTROL_RADIUS,
    SHADOW,
    Pieces,
    draw_rounded,
    draw_shadow,
    draw_text,
    text_width,
)
from desktop.views.theme import tokens
from desktop.views.widgets.drawn import DrawnButton

_HEIGHT, _INSET, _ICON, _ABOVE = 44, 16, 16, 16


class Toast(QWidget):
    """Lies over ``over``, 16 px above its lower edge. The newest message replaces the one before.

    It goes after ``shown_ms`` milliseconds, counted anew when the mouse and the focus have left it.
    """

    gone = Signal()

    def __init__(self, over: QWidget, *, lift: int = 0, shown_ms: int = 5000) -> None:
        """``lift`` is the height of what lies along the lower edge and is not to be covered."""
        super().__init__(over)
        self._lift = lift
        self._over = over
        self._title = self._detail = ""
        self._action: QAction | None = None
        self._timer = QTimer(self, singleShot=True, interval=shown_ms)
        self._timer.timeout.connect(self.dismiss)
        self._act = _ToastButton("", self)
        self._act.clicked.connect(self._do_action)
        self._close = _ToastButton(self.tr("Close"), self, glyph="x")
        self._close.clicked.connect(self.dismiss)
        over.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._linger)  # type: ignore[union-attr]  # typed as QCoreApplication
        self.hide()

    def show_message(self, title: str, detail: str = "", action: QAction | None = None) -> None:
        """Show ``title`` and, quieter, ``detail``; ``action`` is the one deed offered, and doing it ends the toast."""
        self._title, self._detail, self._action = title, detail, action
        self._act.setText(action.text() if action else "")
        self._act.setAccessibleName(self._act.text())
        self._act.setVisible(action is not None)
        said = f"{title} {detail}".strip()
        self.setAccessibleName(said)
        self._place()
        self.show()
        self.raise_()
        self.update()
        self._linger()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def dismiss(self) -> None:
        """Take the toast away now."""
        self._timer.stop()
        if not self.isHidden():
            self.hide()
            self.gone.emit()

    def sizeHint(self) -> QSize:
        words = text_width(self._title, fonts().strong)
        if self._detail:
            words += scaled(6) + text_width(self._detail, fonts().body)
        action = scaled(16) + self._act.sizeHint().width() if self._action else 0
        frame = scaled(_INSET) + scaled(_ICON) + scaled(12) + scaled(8) + self._close.sizeHint().width() + scaled(8)
        return QSize(frame + words + action + 2 * SHADOW, row_height(_HEIGHT) + 2 * SHADOW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        pieces = self._pieces()
        for button, gap in ((self._close, scaled(8)), (self._act, 0)):
            pieces.take_end(gap)
            place = pieces.take_end(button.sizeHint().width())
            high = button.sizeHint().height()
            button.setGeometry(place.left(), place.center().y() - (high - 1) // 2, place.width(), high)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._linger()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._linger()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        draw_shadow(painter, self._frame())
        draw_rounded(painter, self._frame(), CARD_RADIUS, colours.tooltip)
        pieces = self._pieces()
        pieces.take(scaled(_INSET))
        icon = pieces.take(scaled(_ICON))
        paint_icon(painter, icon, "check-circle", colours.tooltip_link)
        pieces.take(scaled(12))
        pieces.take_end(scaled(8) + self._close.width() + (self._act.width() if self._action else 0) + scaled(8))
        title = pieces.take(min(text_width(self._title, fonts().strong), pieces.rest.width()))
        draw_text(painter, title, self._title, fonts().strong, colours.tooltip_text)
        pieces.take(scaled(6))
        draw_text(painter, pieces.rest, self._detail, fonts().body, colours.tooltip_muted)

    def _linger(self) -> None:
        focus = QApplication.focusWidget()
        if self.isHidden() or self.underMouse() or (focus is not None and self.isAncestorOf(focus)):
            self._timer.stop()
        else:
            self._timer.start()

    def _do_action(self) -> None:
        action = self._action
        self.dismiss()
        if action is not None:
            action.trigger()

    def _place(self) -> None:
        room = self._over.rect()
        size = self.sizeHint().boundedTo(QSize(room.width(), room.height()))
        y = room.bottom() + 1 - scaled(_ABOVE) - self._lift - size.height() + SHADOW
        self.setGeometry(QRect((room.width() - size.width()) // 2, y, size.width(), size.height()))
        self.resizeEvent(QResizeEvent(self.size(), self.size()))

    def _frame(self) -> QRect:
        return self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)

    def _pieces(self) -> Pieces:
        return Pieces(self._frame(), self.layoutDirection())


class _ToastButton(DrawnButton):
    def __init__(self, text: str, parent: QWidget, *, glyph: str = "") -> None:
        super().__init__(text, parent)
        self._glyph = glyph
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        high = row_height(28)
        return QSize(high if self._glyph else text_width(self.text(), fonts().strong) + 2 * scaled(8), high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        lit = self.underMouse() or self.isDown()
        if self._glyph:
            side = scaled(14)
            square = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
            paint_icon(painter, square, self._glyph, colours.tooltip_text if lit else colours.tooltip_muted)
        else:
            words = self.rect().adjusted(scaled(8), 0, -scaled(8), 0)
            draw_text(
                painter, words, self.text(), fonts().strong, colours.tooltip_text if lit else colours.tooltip_link
            )
        if self.ring:
            draw_rounded(painter, self.rect(), CONTROL_RADIUS, None, colours.tooltip_link, 2.0)
