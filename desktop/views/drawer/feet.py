"""Feet: who has seen the document, and how often machines came by, at the lower edge of the drawer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.widgets.label import Label
from desktop.views.words import moment

if TYPE_CHECKING:
    from datetime import date

    from desktop.queries.cards import DocumentCard


class Feet(QWidget):
    """Two quiet lines; nothing at all of a draft."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen = Label("", "small", "muted")
        self._checks = Label("", "small", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(4))
        column.addWidget(self._seen)
        column.addWidget(self._checks)

    def show_card(self, card: DocumentCard, time_zone: str, today: date) -> None:
        """Say who has seen ``card``; ``today`` and ``time_zone`` are the office's."""
        self._say(self._seen, self._views(card, time_zone, today))
        self._say(self._checks, self._visits(card))

    def _say(self, label: Label, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))

    def _views(self, card: DocumentCard, time_zone: str, today: date) -> str:
        link = card.link
        if link is None:
            return ""
        if link.views:
            last = moment(link.viewed_at, time_zone, today) if link.viewed_at else ""
            count = self.tr("Viewed once") if link.views == 1 else self.tr("Viewed {count} times")
            return f"{count.format(count=link.views)}, {self.tr('last {moment}').format(moment=last)}"
        if card.handing_over == "viewed":
            return (
                self.tr("Paid by the customer on its page")
                if card.money
                else self.tr("Seen on the customer’s page of all documents")
            )
        return self.tr("Nobody has seen it yet")

    def _visits(self, card: DocumentCard) -> str:
        checks = card.link.checks if card.link is not None else 0
        if checks == 1:
            return self.tr("1 automatic check, not counted")
        return self.tr("{count} automatic checks, not counted").format(count=checks) if checks else ""
