"""A new key: its name, what it may, how long; then the key itself, shown this once."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.views.assistant.words import SCOPES, scope_meaning, scope_word
from desktop.views.dialogs.frame import Dialog
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, CopyButton, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.text_area import TextArea
from desktop.views.widgets.tick import Tick

if TYPE_CHECKING:
    from desktop.queries.assistant import KeyScope
    from desktop.services.assisting.keys import Minted
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH, _DAYS, _SNIPPET_LINES = 560, ("30", "90", "365"), 11


class NewKeyDialog(Dialog):
    """``made`` tells that a key is in the books; it can be copied until the dialog is closed."""

    made = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("New key"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self.ticks: dict[str, Tick] = {}
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_form())
        self.body.addWidget(self._pages)
        self._build_foot()
        self._say_scope()
        desk.runner.work(desk.assistant.leaving, self.while_open(self._offer))

    def open(self) -> None:
        """Show the dialog."""
        self.fit()
        super().open()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- asking -------------------------------------------------------------------------------------------------------

    def _build_form(self) -> QWidget:
        self.name = Field(self.tr("Name"))
        self.name.setPlaceholderText(self.tr("AI client on my laptop"))
        self.scope = Choice(self.tr("What it may"), [(scope, scope_word(scope)) for scope in SCOPES])
        self.scope.choose("draft")
        self.scope.currentIndexChanged.connect(lambda _index: self._say_scope())
        self.meaning = Label("", "small", "muted")
        self.meaning.setWordWrap(True)
        words = {"30": self.tr("30 days"), "90": self.tr("90 days"), "365": self.tr("A year")}
        self.days = Choice(self.tr("Works for"), [(days, words[days]) for days in _DAYS])
        self.days.choose("90")
        self._tools = QWidget()
        self._tool_rows = QVBoxLayout(self._tools)
        self._tool_rows.setContentsMargins(0, scaled(4), 0, 0)
        self._tool_rows.setSpacing(scaled(2))
        self._tool_rows.addWidget(Label(self.tr("Needs no approval for"), "medium"))
        self.problem = Label("", "small", Tone.BAD)
        self.problem.setWordWrap(True)
        self.problem.hide()
        page, column = _page()
        column.addWidget(Label(self.tr("New key"), "title"))
        for title, control in ((self.tr("Name"), self.name), (self.tr("What it may"), self.scope)):
            _add_field(column, title, control)
        column.addWidget(self.meaning)
        column.addWidget(self._tools)
        _add_field(column, self.tr("Works for"), self.days)
        column.addWidget(self.problem)
        column.addStretch(1)
        return page

    def _build_foot(self) -> None:
        self.cancel = Button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.make = Button(self.tr("Make the key"), kind=Kind.FILLED)
        self.make.clicked.connect(self._mint)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.make)

    def _offer(self, leaving: tuple[tuple[str, str], ...]) -> None:
        for name, title in leaving:
            self.ticks[name] = tick = Tick(title)
            self._tool_rows.addWidget(tick)
        self._say_scope()

    def _say_scope(self) -> None:
        self.meaning.setText(scope_meaning(self.scope.key))
        self._tools.setVisible(self.scope.key == "act" and bool(self.ticks))
        self.grow()

    def _mint(self) -> None:
        name, days, now = self.name.text(), int(self.days.key), self._desk.now()
        scope = cast("KeyScope", self.scope.key)
        acts = [tool for tool, tick in self.ticks.items() if tick.isChecked()]
        self.problem.hide()

        def write(session: Session) -> Minted:
            from desktop.services.assisting.keys import mint_key

            return mint_key(session, name, scope, at=now, acts=acts, days=days)

        self._desk.runner.write(write, self.while_open(self._show_key), self.while_open(self._refuse))

    def _refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self.grow()

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show_key(self, minted: Minted) -> None:
        self._pages.addWidget(self._build_shown(minted.secret))
        self._pages.setCurrentIndex(1)
        self.cancel.hide()
        self.make.setText(self.tr("Done"))
        self.make.clicked.disconnect()
        self.make.clicked.connect(self.accept)
        self.copy.setFocus(Qt.FocusReason.OtherFocusReason)
        self.made.emit()
        self.grow()

    def _build_shown(self, secret: str) -> QWidget:
        self.key = Field(self.tr("Key"))
        self.key.setReadOnly(True)
        self.key.setText(secret)
        self.key.setCursorPosition(0)
        self.copy = CopyButton(self.tr("Copy the key"), Kind.OUTLINED)
        self.copy.clicked.connect(lambda: _copy(secret, self.copy))
        self.snippet = TextArea(self.tr("Settings of the client"), _SNIPPET_LINES)
        self.snippet.setReadOnly(True)
        self.snippet.setPlainText(self._desk.assistant.configuration(secret))
        self.copy_snippet = CopyButton(self.tr("Copy the settings"), Kind.OUTLINED)
        self.copy_snippet.clicked.connect(lambda: _copy(self.snippet.toPlainText(), self.copy_snippet))
        for code in (self.key, self.snippet):
            code.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        page, column = _page()
        column.addWidget(Label(self.tr("Copy the key now"), "title"))
        once = Label(self.tr("It is shown this once. Only its fingerprint is kept here."), "body", "muted")
        once.setWordWrap(True)
        where = Label(self.tr("Or copy these settings into your AI client; the key is in them."), "body", "muted")
        where.setWordWrap(True)
        for part in (once, self.key, self.copy, where, self.snippet, self.copy_snippet):
            start = isinstance(part, CopyButton)
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeading if start else Qt.AlignmentFlag(0))
        column.addStretch(1)
        return page


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(scaled(8))
    return page, column


def _add_field(column: QVBoxLayout, title: str, control: QWidget) -> None:
    label = Label(title, "medium")
    label.setBuddy(control)
    column.addSpacing(scaled(4))
    column.addWidget(label)
    column.addWidget(control)


def _copy(text: str, button: CopyButton) -> None:
    QGuiApplication.clipboard().setText(text)
    button.show_copied()
