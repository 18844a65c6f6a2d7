"""The message as its reader will see it, following every key; nothing is fetched to show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from billing.mailing.page import LOGO_ID, html_of
from desktop.views.fonts import fonts, scaled
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card, Hairline

if TYPE_CHECKING:
    from billing.mailing.page import Letter

_SHEET = re.compile(r"<style>.*?</style>", re.DOTALL)  # it is for the dark of other programs; Qt would mix it in
_PIXELS = re.compile(r"(font-size:)(\d+)px")
_BODY = 16


class MessagePage(QTextBrowser):
    """Shows the very page that leaves; a press on its button leads nowhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._logo = b""
        self.setAccessibleName(self.tr("What leaves"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)

    def show_letter(self, letter: Letter) -> None:
        """Show ``letter``; what was scrolled to stays in sight."""
        self._logo = letter.logo
        place = self.verticalScrollBar().value()
        page = _SHEET.sub("", html_of(letter)).replace('padding:0">', 'padding:10px 20px">')
        body = max(fonts().body.pointSizeF(), 1)
        self.setHtml(_PIXELS.sub(lambda found: f"{found[1]}{body * int(found[2]) / _BODY:.1f}pt", page))
        self.verticalScrollBar().setValue(place)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802 - Qt's own name
        """Return the logo; nothing else is ever loaded."""
        if kind == QTextDocument.ResourceType.ImageResource and QUrl(name).toString() == f"cid:{LOGO_ID}":
            return QImage.fromData(self._logo)
        return None


class Preview(Card):
    """Who it is from and to, what stands in the list of messages, the page, and what is attached."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Preview of the message"))
        self.origin = Label("", "small", "muted", elided=True)
        self.to = Label("", "small", "muted", elided=True)
        self.subject = Label("", "strong", elided=True)
        self.page = MessagePage()
        self.attached = Attached()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, scaled(10), 1, 1)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(scaled(14), 0, scaled(14), scaled(8))
        head.setSpacing(scaled(2))
        for label in (self.origin, self.to, self.subject):
            head.addWidget(label)
        column.addLayout(head)
        column.addWidget(Hairline())
        column.addWidget(self.page, 1)
        column.addWidget(self.attached)

    def show_message(self, letter: Letter, *, sender: str, to: str, attached: str) -> None:
        """Show the message; ``attached`` is "" where there is nothing."""
        self.origin.setText(self.tr("From {sender}").format(sender=sender))
        self.to.setText(self.tr("To {addresses}").format(addresses=to or "–"))
        self.subject.setText(letter.subject or "–")
        self.page.show_letter(letter)
        self.attached.show_file(attached)


class Attached(QWidget):
    """What hangs on the message."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = Label("", "small_medium", elided=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(14), scaled(8), scaled(14), scaled(10))
        row.setSpacing(scaled(8))
        row.addWidget(Glyph("file-pdf"))
        row.addWidget(self.name, 1)

    def show_file(self, words: str) -> None:
        """Show its name and size, or nothing."""
        self.name.setText(words)
        self.setVisible(bool(words))
