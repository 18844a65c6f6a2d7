"""The first start: four answers on one page, beside what a customer will see; everything else can wait."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize, QTimeZone, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.office import Founding, territory_currency
from desktop.views.fonts import scaled
from desktop.views.mark import mark_icon, paint_mark
from desktop.views.settings.names import countries, currencies
from desktop.views.start_example import StartExample
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Label
from desktop.views.widgets.logo_box import LogoBox, Work
from desktop.views.widgets.surface import Surface
from desktop.views.words import language

_INSET = 56


class StartPage(QWidget):
    """``founded`` carries the answers; ``demo_requested`` asks for the demo company instead."""

    founded = Signal(object)
    demo_requested = Signal()

    def __init__(self, work: Work, *, place: str, parent: QWidget | None = None) -> None:
        """``work`` reads a logo off the GUI thread; ``place`` is where the books will lie, in words."""
        super().__init__(parent)
        self.setWindowTitle("Counterfoil")
        self.setWindowIcon(mark_icon())
        self._place = place
        country = QLocale.territoryToCode(QLocale().territory()) or "IE"
        self.name = Field(self.tr("Business name"))
        self.country = Choice(self.tr("Country"), countries(language()))
        self.currency = Choice(self.tr("Currency"), currencies(language()))
        self.logo = LogoBox(work)
        self.example = StartExample()
        self._problem = Label("", "body", Tone.BAD)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._begin = Button(self.tr("Make the first invoice"), "arrow-right", Kind.FILLED)
        self._demo = Button(self.tr("Open a demo company"), kind=Kind.QUIET)
        self._lay_out()
        self._connect()
        self.country.choose(country)
        self._follow_country()

    def sizeHint(self) -> QSize:
        return QSize(scaled(1120), scaled(680))

    def show_problem(self, sentence: str) -> None:
        """Say what keeps the business from being founded; what was typed stays."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def answers(self) -> Founding:
        """Return what was answered, in the words of this computer's language and time zone."""
        return Founding(
            name=self.name.text(),
            country=self.country.key,
            currency=self.currency.key,
            language=language(),
            time_zone=bytes(QTimeZone.systemTimeZoneId().data()).decode() or "UTC",
            logo=self.logo.logo,
        )

    def _connect(self) -> None:
        self.name.textChanged.connect(self._follow_name)
        self.name.returnPressed.connect(self._found)
        self.country.currentIndexChanged.connect(self._follow_country)
        self.currency.currentIndexChanged.connect(self._follow)
        self._begin.clicked.connect(self._found)
        self._demo.clicked.connect(self.demo_requested)

    def _found(self) -> None:
        self.show_problem("")
        self.founded.emit(self.answers())

    def _follow_name(self, name: str) -> None:
        self.logo.set_name(name)
        self._follow()

    def _follow_country(self) -> None:
        self.currency.choose(territory_currency(self.country.key))
        self._follow()

    def _follow(self) -> None:
        self.example.show_office(self.name.text(), self.country.currentText(), self.country.key, self.currency.key)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._build_form(), 13)
        row.addWidget(self.example, 12)

    def _build_form(self) -> QWidget:
        form = Surface("base")
        column = QVBoxLayout(form)
        column.setContentsMargins(scaled(_INSET), scaled(40), scaled(_INSET), scaled(32))
        column.setSpacing(scaled(8))
        column.addLayout(self._build_mark())
        column.addSpacing(scaled(24))
        column.addWidget(Label(self.tr("Your business, then the first invoice"), "title"))
        why = Label(
            self.tr("Four answers are enough. Everything can be changed later, and the portal can wait."),
            "body",
            "muted",
        )
        why.setWordWrap(True)
        column.addWidget(why)
        column.addSpacing(scaled(16))
        column.addLayout(self._build_fields())
        column.addWidget(self._problem)
        column.addSpacing(scaled(16))
        column.addLayout(self._build_buttons())
        column.addStretch(1)
        column.addLayout(self._build_foot())
        return form

    def _build_mark(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(scaled(10))
        row.addWidget(_Mark())
        row.addWidget(Label("Counterfoil", "section"))
        row.addStretch(1)
        return row

    def _build_fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(scaled(16))
        grid.setVerticalSpacing(scaled(6))
        grid.addWidget(Label(self.tr("Business name"), "small", "muted"), 0, 0, 1, 2)
        grid.addWidget(self.name, 1, 0, 1, 2)
        grid.setRowMinimumHeight(2, scaled(8))
        grid.addWidget(Label(self.tr("Country"), "small", "muted"), 3, 0)
        grid.addWidget(Label(self.tr("Currency"), "small", "muted"), 3, 1)
        grid.addWidget(self.country, 4, 0)
        grid.addWidget(self.currency, 4, 1)
        grid.setRowMinimumHeight(5, scaled(8))
        grid.addWidget(Label(self.tr("Logo"), "small", "muted"), 6, 0, 1, 2)
        grid.addWidget(self.logo, 7, 0, 1, 2)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        return grid

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(scaled(12))
        row.addWidget(self._begin)
        row.addWidget(self._demo)
        row.addStretch(1)
        return row

    def _build_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(scaled(8))
        row.addWidget(Glyph("hard-drives"))
        said = self.tr("Kept on this computer, in {place}. Nothing is sent anywhere.").format(place=self._place)
        row.addWidget(Label(said, "small", "muted", elided=True), 1)
        return row


class _Mark(QWidget):
    """The house's sign."""

    def sizeHint(self) -> QSize:
        return QSize(scaled(26), scaled(26))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = scaled(26)
        rect = self.rect()
        rect.setSize(QSize(side, side))
        rect.moveCenter(self.rect().center())
        paint_mark(painter, rect, tokens().accent)
