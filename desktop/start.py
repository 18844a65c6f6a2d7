"""Starting: one app per data folder, the first start's one page, the demo with its practice portal."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.instance import Instance
from desktop.program import Program, application
from desktop.system.paths import DataFolder
from desktop.views.crash import install_crash_dialog

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desktop.queries.rows import OfficeRow
    from desktop.services.office import Founding
    from desktop.views.start import StartPage


_GIVEN_WAY = 20  # processes of AI clients


def run_app(folder: DataFolder) -> int:
    """Open the books in ``folder``; the first start asks for the business. Returns the exit code."""
    app = application(sys.argv[:1])
    instance = Instance(folder.root)
    if not instance.claim() and (code := _enter(instance)) is not None:
        return code if code == 0 else _say_that_nobody_answers()
    install_crash_dialog(folder.log)
    program = Program(folder)
    instance.called.connect(_to_front)
    instance.asked.connect(program.assistant.take)
    office = program.office()
    page = _first_start(program) if office is None else None
    if office is not None:
        program.open_window(office)
    code = app.exec()
    program.close()
    instance.release()
    del page
    return code


def _enter(instance: Instance) -> int | None:
    """Hand over to the app that runs, and return the exit code; None once this one may run.

    A process that only serves AI clients gives way; another such one may be quicker than we are, and gives way too.
    """
    for _try in range(_GIVEN_WAY):
        handed = instance.hand_over()
        if handed != "yours":
            return 0 if handed else 1
        if instance.claim():
            return None
    return 1


def _say_that_nobody_answers() -> int:
    says = QCoreApplication.translate(
        "start",
        "Counterfoil is open already and does not answer. Your books are safe. Wait a minute and open it again; if "
        "that does not help, restart this computer.",
    )
    sys.stderr.write(f"{says}\n")
    QMessageBox.warning(None, "Counterfoil", says)
    return 1


def run_demo() -> int:
    """Open a demo company with a practice portal; without a display, walk through both and say what happened."""
    with tempfile.TemporaryDirectory(prefix="counterfoil-demo-", ignore_cleanup_errors=True) as folder:
        if has_display():
            return _demo_window(DataFolder(Path(folder)))
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from desktop.demo.walk import walk

        return walk(DataFolder(Path(folder)), pictures=Path("pictures"))


def has_display() -> bool:
    """Tell whether a window can be seen: always on Windows and macOS, elsewhere where a display server answers."""
    if sys.platform in {"win32", "darwin"}:
        return True
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    return not chosen.startswith("offscreen") and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _demo_window(folder: DataFolder) -> int:
    from desktop.demo.practice import PracticePortalProcess
    from desktop.demo.practice_stripe import PracticeStripeProcess
    from desktop.demo.setting_up import set_up

    app = application(sys.argv[:1])
    portal = PracticePortalProcess(folder.root / "portal")
    stripe = PracticeStripeProcess(folder.root / "stripe")
    try:
        program = set_up(folder, portal, stripe)
        install_crash_dialog(folder.log)
        office = program.office()
        assert office is not None
        program.open_window(office)
        code = app.exec()
        program.close()
    finally:
        portal.stop()
        stripe.stop()
    return code


def _first_start(program: Program) -> StartPage:
    from desktop.views.start import StartPage

    page = StartPage(program.runner.work, place=program.folder.root.name)
    page.resize(page.sizeHint())

    def found(founding: Founding) -> None:
        from desktop.queries.office import office_row
        from desktop.services.office import found_office

        def write(session: Session) -> OfficeRow | None:
            found_office(session, founding)
            return office_row(session)

        program.runner.write(write, lambda office: _begin(program, page, office), page.show_problem)

    page.founded.connect(found)
    page.demo_requested.connect(lambda: _open_demo(page))
    page.show()
    return page


def _begin(program: Program, page: StartPage, office: OfficeRow | None) -> None:
    assert office is not None
    window = program.open_window(office)
    page.close()
    window.completed.connect(lambda: window.begin("invoice"))


def _open_demo(page: StartPage) -> None:
    """The demo is a program of its own, so that nothing of it touches the real books."""
    from PySide6.QtCore import QProcess

    QProcess.startDetached(sys.executable, ["-m", "desktop", "--demo"])
    page.close()


def _to_front() -> None:
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            window.showNormal() if window.isMinimized() else window.show()
            window.raise_()
            window.activateWindow()
