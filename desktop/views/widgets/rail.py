"""Rail: the window's left column, from the business at the top to the settings at the bottom."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import CONTROL_RADIUS, Pieces, draw_focus, draw_rounded, draw_text, text_width
from desktop.views.theme import tokens
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.drawn import DrawnButton
from desktop.views.widgets.surface import Surface

_WIDTH, _COMPACT, _MARGIN, _AIR, _ITEM, _ICON, _INSET = 212, 56, 6, 4, 34, 17, 10


class Rail(Surface):
    """``chosen`` carries the key of the item the person picked; ``choose`` is silent."""

    chosen = Signal(str)
    find_requested = Signal()
    business_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("rail", "end", parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("Sections"))
        self._items: dict[str, RailItem] = {}
        self._compact = False
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._announce)
        self.business = BusinessButton(self)
        self.business.clicked.connect(self.business_pressed)
        self.finder = FindButton(self.tr("Find or do…"), self)
        self.finder.clicked.connect(self.find_requested)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN + 1, 8)
        self._column.setSpacing(2)
        self._column.addWidget(self.business)
        self._column.addSpacing(6)
        self._column.addWidget(self.finder)
        self._column.addSpacing(10)
        self._column.addStretch(1)

    def add_item(self, key: str, glyph: str, text: str, *, at_bottom: bool = False) -> None:
        """Add a section below those already there; ``at_bottom`` puts it at the lower edge instead (Settings)."""
        item = RailItem(glyph, text, self)
        item.set_compact(self._compact)
        self._items[key] = item
        self._group.addButton(item)
        stretch = self._column.count() - 1 - sum(each.at_bottom for each in self._items.values())
        item.at_bottom = at_bottom
        self._column.insertWidget(self._column.count() if at_bottom else stretch, item)

    def choose(self, key: str) -> None:
        """Show ``key`` as the section in view; KeyError if there is none."""
        self._items[key].setChecked(True)

    def set_count(self, key: str, count: int | None) -> None:
        """Show how many things wait in a section; None and 0 show no figure."""
        self._items[key].set_count(count)

    def set_compact(self, compact: bool) -> None:
        """Show icons only, with the words as tooltips, or icons and words."""
        self._compact = compact
        for button in self._buttons():
            button.set_compact(compact)
        self.updateGeometry()

    def _buttons(self) -> "list[_RailButton]":
        return [self.business, self.finder, *self._items.values()]

    def sizeHint(self) -> QSize:
        width = scaled(_COMPACT) if self._compact else scaled(_WIDTH) + 1
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), super().minimumSizeHint().height())

    def _announce(self, button: QAbstractButton) -> None:
        self.chosen.emit(next(key for key, item in self._items.items() if item is button))


class _RailButton(DrawnButton):
    """As wide as the rail; shows its words, or keeps them for the tooltip."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.compact = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_compact(self, compact: bool) -> None:
        self.compact = compact
        self.setToolTip(self.accessibleName() if compact else "")
        self.updateGeometry()
        self.update()

    def _frame(self) -> QRect:
        return self.rect().adjusted(_AIR, 0, -_AIR, 0)

    def _glyph_place(self, pieces: Pieces, size: int = _ICON) -> QRect:
        side = scaled(size)
        pieces.take((self._frame().width() - side) // 2 if self.compact else scaled(_INSET))
        return pieces.take(side)


class RailItem(_RailButton):
    """One section of the app."""

    def __init__(self, glyph: str, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.at_bottom = False
        self._glyph = glyph
        self._count = ""
        self.setCheckable(True)

    def set_count(self, count: int | None) -> None:
        """Show the figure behind the word; None and 0 show none."""
        self._count = self.locale().toString(count) if count else ""
        self.setAccessibleName(f"{self.text()}, {self._count}" if self._count else self.text())
        self.set_compact(self.compact)

    def sizeHint(self) -> QSize:
        return QSize(scaled(_ITEM), row_height(_ITEM))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        chosen, lit = self.isChecked(), self.underMouse()
        if chosen or lit:
            draw_rounded(painter, self._frame(), CONTROL_RADIUS, colours.rail_selected if chosen else colours.mat)
        pieces = Pieces(self._frame(), self.layoutDirection())
        paint_icon(painter, self._glyph_place(pieces), self._glyph, colours.text if chosen else colours.muted)
        if not self.compact:
            pieces.take(scaled(_INSET))
            pieces.take_end(scaled(_INSET))
            count = pieces.take_end(text_width(self._count, fonts().small_medium))
            draw_text(painter, count, self._count, fonts().small_medium, colours.muted, end=True)
            draw_text(painter, pieces.rest, self.text(), fonts().strong if chosen else fonts().body, colours.text)
        if self.ring:
            draw_focus(painter, self._frame())


class BusinessButton(_RailButton):
    """Whose books these are; pressing it offers the others."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self._detail = ""
        self._avatar = Avatar("", 30, self)
        self._avatar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_business(self, name: str, detail: str) -> None:
        """``detail`` is the quiet line: "Dublin · EUR"."""
        self.setText(name)
        self._detail = detail
        self._avatar.set_name(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(detail)
        self.set_compact(self.compact)

    def sizeHint(self) -> QSize:
        return QSize(scaled(_ITEM), row_height(44, fonts().strong, fonts().small))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        if self.underMouse():
            draw_rounded(painter, self.rect(), CONTROL_RADIUS, colours.mat)
        pieces = Pieces(self._frame(), self.layoutDirection())
        side = self._avatar.sizeHint().width()
        pieces.take((self._frame().width() - side) // 2 if self.compact else 0)
        place = pieces.take(side)
        self._avatar.setGeometry(QRect(QPoint(place.left(), (self.height() - side) // 2), QSize(side, side)))
        if not self.compact:
            pieces.take(scaled(_INSET))
            paint_icon(painter, pieces.take_end(scaled(12)), "caret-down", colours.muted)
            pieces.take_end(scaled(4))
            upper, lower = pieces.rest, pieces.rest
            upper.setBottom(self.rect().center().y() + 1)
            lower.setTop(self.rect().center().y() - 1)
            draw_text(painter, upper, self.text(), fonts().strong, colours.text)
            draw_text(painter, lower, self._detail, fonts().small, colours.muted)
        if self.ring:
            draw_focus(painter, self.rect())


class FindButton(_RailButton):
    """Looks like a field, opens the palette where one types."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._keys = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)

    def sizeHint(self) -> QSize:
        return QSize(scaled(32), row_height(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        border = colours.edge if self.underMouse() else colours.line2
        draw_rounded(painter, self._frame(), CONTROL_RADIUS, colours.raised, border)
        pieces = Pieces(self._frame(), self.layoutDirection())
        paint_icon(painter, self._glyph_place(pieces, 16), "magnifying-glass", colours.muted)
        if not self.compact:
            pieces.take(scaled(6))
            pieces.take_end(scaled(_INSET))
            keys = pieces.take_end(text_width(self._keys, fonts().small))
            draw_text(painter, keys, self._keys, fonts().small, colours.faint, end=True)
            draw_text(painter, pieces.rest, self.text(), fonts().body, colours.muted)
        if self.ring:
            draw_focus(painter, self._frame())
