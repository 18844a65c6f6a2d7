"""What can be done with the links that are chosen, below their table; a line above it says what was left."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.widgets.buttons import Button, CopyButton, IconButton, Kind
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Surface

if TYPE_CHECKING:
    from desktop.services.links import LeftAsItIs

DAYS = (30, 60, 90)
_NAMED = 5


class LinkBar(Surface):
    """``extend_requested`` carries the days. All but *Extend* are about one link.

    ``report`` stands where its owner puts it: a toast would hide it here.
    """

    extend_requested = Signal(int)
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("alt", "top", parent=parent)
        self.chosen = Label("", "body", "muted", elided=True)
        self.copy = CopyButton(self.tr("Copy link"))
        self.extend = Button(self.tr("Extend"), "hourglass")
        self.open = Button(self.tr("Show document"), "arrow-right")
        self.settings = IconButton("sliders-horizontal", self.tr("Portal settings…"))
        self.revoke = IconButton("link-break", self.tr("Revoke link…"), Kind.WARY)
        self.stop = Button(self.tr("Stop"), "x")
        self.stop.clicked.connect(self.stopped)
        self.stop.hide()
        menu = QMenu(self.extend)
        for days in DAYS:
            words = self.tr("{days} days from now").format(days=days)
            menu.addAction(words, partial(self.extend_requested.emit, days))
        self.extend.setMenu(menu)
        self.report = Label("", "small", "muted")
        self.report.setWordWrap(True)
        self.report.hide()
        self._lay_out()
        self.show_choice(0, "")

    def show_choice(self, count: int, why_not_one: str, *, is_document: bool = False) -> None:
        """Offer what ``count`` chosen links allow; ``why_not_one`` says why one of them cannot be worked on."""
        figure = self.locale().toString(count)
        said = {0: self.tr("No link is chosen"), 1: self.tr("1 link is chosen")}
        self.chosen.setText(said.get(count, self.tr("{count} links are chosen").format(count=figure)))
        none = "" if count else self.tr("Choose a link first.")
        one = none or (self.tr("Choose one link only.") if count > 1 else why_not_one)
        self.extend.set_reason(none)
        for button in (self.copy, self.settings, self.revoke):
            button.set_reason(one)
        self.open.setText(self.tr("Show document") if is_document or count != 1 else self.tr("Show customer"))
        self.open.setAccessibleName(self.open.text())
        self.open.set_reason(one)

    def show_progress(self, tried: int, whole: int) -> None:
        """Say how far it is, with a way to stop; ``whole`` 0 is the end of it."""
        self.stop.setVisible(bool(whole))
        self.extend.setVisible(not whole)
        if whole:
            words = self.tr("Extending… {tried} of {whole}")
            self.chosen.setText(words.format(tried=self.locale().toString(tried), whole=self.locale().toString(whole)))

    def show_left(self, left: Sequence[LeftAsItIs], words: dict[str, str]) -> None:
        """Name the links that stayed as they were, each with its state, which is why; none hides the line."""
        named = [f"{each.name} ({words.get(each.state, each.state)})" for each in left[:_NAMED]]
        if len(left) > _NAMED:
            named.append(self.tr("and {count} more").format(count=self.locale().toString(len(left) - _NAMED)))
        self.report.setText(self.tr("Not extended, only live links can be: {names}.").format(names=", ".join(named)))
        self.report.setVisible(bool(left))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(scaled(8))
        row.addWidget(self.chosen, 1)
        for button in (self.stop, self.extend, self.open, self.settings, self.revoke, self.copy):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(20), scaled(9), scaled(16), scaled(8))
        column.addLayout(row)
