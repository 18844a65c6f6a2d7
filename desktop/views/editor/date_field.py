"""DateField: a day, typed in any of the usual ways or picked from a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QWidget

from billing.terms import FIRST_DAY, LAST_DAY
from desktop.views.editor.dates import DateWords, NotADate, parse_date
from desktop.views.editor.figures import Reading
from desktop.views.editor.hint import Hint
from desktop.views.fonts import scaled
from desktop.views.icons import paint_icon
from desktop.views.theme import tokens
from desktop.views.widgets.field import Field
from desktop.views.widgets.popover import Popover
from desktop.views.words import day

_ICON, _INSET = 16, 10


class DateField(Field):
    """``picked`` carries the day that is understood, or None for an empty field, at every key that changes it.

    ``unreadable`` carries the text that is no date yet, empty once it is one.
    """

    picked = Signal(object)
    unreadable = Signal(str)
    _hint: Hint | None = None  # of the class: Qt takes the focus from a field whose own names were collected already

    def __init__(self, name: str, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self._today = today
        self._day: date | None = None
        margins, room = self.textMargins(), scaled(_ICON) + scaled(6)
        if self.isRightToLeft():
            margins.setLeft(margins.left() + room)
        else:
            margins.setRight(margins.right() + room)
        self.setTextMargins(margins)
        self.textEdited.connect(self._read)
        self.setToolTip(self.tr("Alt+Down opens the calendar"))

    @property
    def day(self) -> date | None:
        """The day that stands in the field."""
        return self._day

    def set_day(self, on: date | None, typed: str = "") -> None:
        """Show another day, or ``typed``, which is none yet; what is being typed is left alone if it says the same."""
        if self.hasFocus() and (on == self._day or typed == self.text()):
            self._day = on
            return
        self._day = on
        shown = typed or (day(on, year=True) if on else "")
        if self.text() != shown:
            self.setText(shown)
            self.setCursorPosition(0)

    def open_calendar(self) -> None:
        """Show a month to pick from."""
        popover = Popover(self, self.accessibleName())
        calendar = QCalendarWidget()
        calendar.setDateRange(*(QDate(each.year, each.month, each.day) for each in (FIRST_DAY, LAST_DAY)))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(weekend, QTextCharFormat())  # red is for what is late
        shown = self._day or self._today()
        calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        calendar.clicked.connect(lambda chosen: self._pick(chosen, popover))
        calendar.activated.connect(lambda chosen: self._pick(chosen, popover))
        popover.body.addWidget(calendar)
        popover.closed.connect(popover.deleteLater)
        popover.open()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._hint is not None:
            self._hint.hide()
        self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._settle()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._icon_rect().adjusted(-6, -8, 6, 8).contains(event.position().toPoint()):
            self.open_calendar()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_icon(QPainter(self), self._icon_rect(), "calendar-blank", tokens().muted)

    def _read(self, text: str) -> None:
        reading = Reading()
        if not text.strip():
            self._take(None)
        else:
            try:
                found = parse_date(text, date_words(), self._today())
            except NotADate as refused:
                reading = Reading(sentence=str(refused))
                self.unreadable.emit(text)
            else:
                reading = Reading(shown=day(found, year=True))
                self._take(found)
        if self._hint is None:
            self._hint = Hint(self)
        self._hint.show_reading(self, text, reading)

    def _take(self, on: date | None) -> None:
        self.unreadable.emit("")
        if on != self._day:
            self._day = on
            self.picked.emit(on)

    def _settle(self) -> None:
        """Write a date that was understood in full; what was not stays as typed."""
        if not self.text().strip():
            return
        try:
            understood = parse_date(self.text(), date_words(), self._today()) == self._day
        except NotADate:
            return
        if understood and self._day is not None:
            self.setText(day(self._day, year=True))

    def _pick(self, chosen: QDate, popover: Popover) -> None:
        on = date(chosen.year(), chosen.month(), chosen.day())
        self.setText(day(on, year=True))
        self._take(on)
        popover.close()

    def _icon_rect(self) -> QRect:
        side = scaled(_ICON)
        x = scaled(_INSET) if self.isRightToLeft() else self.width() - scaled(_INSET) - side
        return QRect(x, (self.height() - side) // 2, side, side)


def date_words() -> DateWords:
    """Return how the person's locale writes dates."""
    return _date_words(QLocale().name())


@lru_cache(maxsize=8)
def _date_words(name: str) -> DateWords:
    locale = QLocale(name)
    pattern = locale.dateFormat(QLocale.FormatType.ShortFormat)
    order = "".join(sorted("dmy", key=lambda letter: pattern.casefold().find(letter)))
    long, short = QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat
    english = QLocale(QLocale.Language.English)
    months = [
        {locale.monthName(n, long), locale.monthName(n, short), locale.standaloneMonthName(n, long),
         english.monthName(n, long)}
        for n in range(1, 13)
    ]  # fmt: skip
    today = (QCoreApplication.translate("dates", "today"), "today")
    return DateWords(
        order, [tuple(sorted(names)) for names in months], today, locale.toString(QDate(2026, 12, 4), "d MMM yyyy")
    )
