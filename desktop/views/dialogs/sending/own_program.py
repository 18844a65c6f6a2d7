"""The person's own mail program: a message is opened there, ready but for its attachment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from PySide6.QtCore import QCoreApplication, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

if TYPE_CHECKING:
    from desktop.services.mailing.by_hand import HandedOver

_LONGEST = 1900  # letters of an address that every system hands on whole; Windows stops at 2,048


def downloads() -> Path:
    """Return the folder in which people look for what was saved for them."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation))


def open_message(handed: HandedOver) -> str:
    """Open the message in the person's program, and return what is left to do there.

    A text that is too long to be handed on, or that no program took, lies on the clipboard.
    """
    to, subject = ",".join(quote(address, safe="@") for address in handed.to), quote(handed.subject)
    head = f"mailto:{to}?subject={subject}"
    whole = f"{head}&body={quote(handed.text.replace(chr(10), chr(13) + chr(10)))}"
    fits = len(whole) <= _LONGEST
    opened = QDesktopServices.openUrl(QUrl(whole if fits else head))
    if opened and fits:
        return ""
    QGuiApplication.clipboard().setText(handed.text)
    if opened:
        return _tr("Its text lies on the clipboard: paste it there.")
    return _tr("No mail program answered. The text lies on the clipboard.")


def attach_words(path: Path | None) -> str:
    """Return what is to be done with the PDF."""
    if path is None:
        return _tr("Send it there.")
    return _tr("Attach {file} from {folder}, then send it there.").format(file=path.name, folder=path.parent.name)


def _tr(text: str) -> str:
    return QCoreApplication.translate("sending", text)
