"""A mistake of ours: written to the log, said once in plain words, and the app goes on where it can."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QMessageBox

_LOG = logging.getLogger("counterfoil")


def install_crash_dialog(log: Path) -> None:
    """From now on a bug is written to ``log`` and shown; saved work stays as it was."""
    log.parent.mkdir(parents=True, exist_ok=True)
    _LOG.addHandler(RotatingFileHandler(log, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True))
    sys.excepthook = _show


def _show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
        return
    _LOG.critical("a mistake of the program", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)
    box = QMessageBox(
        QMessageBox.Icon.Warning,
        "Counterfoil",
        QCoreApplication.translate("crash", "Counterfoil made a mistake."),
    )
    box.setInformativeText(
        QCoreApplication.translate(
            "crash",
            "What was saved is safe; the last press did nothing. Close the app and open it again. "
            "The details stand in counterfoil.log beside the books.",
        )
    )
    box.exec()
