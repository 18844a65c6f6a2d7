"""LogoBox: the logo, chosen from the disk or dropped from the desktop; a wrong file changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.paint import CARD_RADIUS
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.buttons import Button, IconButton, Kind
from desktop.views.widgets.label import Label

if TYPE_CHECKING:
    from desktop.services.branding import Logo

Work = Callable[[Callable[[], "Logo"], Callable[["Logo"], None], Callable[[str], None]], None]
_PICTURE = 52


class LogoBox(QWidget):
    """``chosen`` carries the Logo, or None when it was taken away. ``work`` reads the file off the GUI thread."""

    chosen = Signal(object)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._over = False
        self.logo: Logo | None = None
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Logo"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._avatar = Avatar(size=_PICTURE)
        self._picture = _Picture()
        self._picture.hide()
        self._title = Label("", "medium", elided=True)
        self._said = Label("", "small", "muted")
        self._said.setWordWrap(True)
        self.choose = Button(self.tr("Choose…"))
        self.choose.clicked.connect(self._ask)
        self.remove = IconButton("trash", self.tr("Remove the logo"), Kind.QUIET)
        self.remove.clicked.connect(self._take_away)
        self._lay_out()
        self.show_logo(None)

    @property
    def detail(self) -> str:
        """The sentence below the title."""
        return self._said.text()

    def set_name(self, name: str) -> None:
        """Show the business's initials where there is no logo."""
        self._avatar.set_name(name)

    def show_logo(self, logo: Logo | None, title: str = "") -> None:
        """Show what the logo is now."""
        self.logo = logo
        self._avatar.setVisible(logo is None)
        self._picture.setVisible(logo is not None)
        self.remove.setVisible(logo is not None)
        if logo is None:
            self._title.setText(self.tr("No logo yet"))
            self._say(self.tr("Drop a PNG or JPG here, at most 2 MB. The initials do meanwhile."))
            return
        self._picture.show_png(logo.png)
        self._title.setText(title or self.tr("{wide} × {high} pixels").format(wide=logo.width, high=logo.height))
        self._say(self.tr("Drop another picture here to change it."))

    def read(self, path: Path) -> None:
        """Read the file; one that is no logo is refused with a sentence, and the logo stays."""

        def task() -> Logo:
            from desktop.services.branding import MAX_LOGO, NotALogo, read_logo

            try:
                with path.open("rb") as file:
                    content = file.read(MAX_LOGO + 1)
            except OSError as error:
                raise NotALogo("The file cannot be read.") from error
            return read_logo(content)

        def taken(logo: Logo) -> None:
            self.show_logo(logo, path.name)
            self.chosen.emit(logo)

        self._work(task, taken, self.show_problem)

    def show_problem(self, sentence: str) -> None:
        """Say why the file was not taken."""
        self._say(sentence, Tone.BAD)

    # -- events -------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._light(on=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._light(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(on=False)
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.read(Path(files[0]))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tokens().alt)
        painter.setPen(QPen(tokens().accent if self._over else tokens().edge, 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), CARD_RADIUS, CARD_RADIUS)

    # -- within -------------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose the logo"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(self.tr("Pictures (*.png *.jpg *.jpeg)"))
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        dialog.open()

    def _take_away(self) -> None:
        self.show_logo(None)
        self.chosen.emit(None)
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, sentence: str, ink: Tone | None = None) -> None:
        self._said.setText(sentence)
        self._said.set_ink(ink or "muted")

    def _light(self, *, on: bool) -> None:
        self._over = on
        self.update()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(scaled(2))
        words.addWidget(self._title)
        words.addWidget(self._said)
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(16), scaled(14), scaled(16), scaled(14))
        row.setSpacing(scaled(14))
        row.addWidget(self._avatar)
        row.addWidget(self._picture)
        row.addLayout(words, 1)
        row.addWidget(self.remove)
        row.addWidget(self.choose)


class _Picture(QWidget):
    """The logo on white, as the paper shows it, whole and in its own proportions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_png(self, png: bytes) -> None:
        self._pixmap.loadFromData(png, "PNG")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        high = scaled(_PICTURE)
        if self._pixmap.isNull():
            return QSize(high, high)
        wide = round(self._pixmap.width() * high / max(self._pixmap.height(), 1))
        return QSize(min(max(wide, high), 2 * high), high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        fitted = self._pixmap.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(self.rect().center() - QRect(0, 0, fitted.width(), fitted.height()).center(), fitted)
        painter.drawPixmap(place, self._pixmap)
