"""The app outlives the references that PySide6 takes from None."""

import subprocess
import sys

from desktop.views.immortal import keep_none


def test_a_day_s_worth_of_calls_does_not_stop_python() -> None:
    code = (
        "import desktop.views; from PySide6.QtCore import QRect\n"
        "rect = QRect()\n"
        "for _ in range(200_000): rect.setLeft(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_doing_it_again_changes_nothing() -> None:
    before = sys.getrefcount(None)
    keep_none()
    assert abs(sys.getrefcount(None) - before) < 1000
