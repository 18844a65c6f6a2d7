"""The app outlives the references that PySide6 takes from None and from True."""

import subprocess
import sys

import pytest

from desktop.system.immortal import keep_constants

_CALLS = "from PySide6.QtCore import QRect\nrect = QRect()\nfor _ in range(200_000): rect.setLeft(0)\n"
_SIGNALS = (
    "from PySide6.QtCore import QObject, Signal\n"
    "class Bell(QObject): rung = Signal()\n"
    "bell = Bell()\n"
    "for _ in range(50_000): bell.rung.emit()\n"
)


@pytest.mark.parametrize("code", [_CALLS, _SIGNALS], ids=["calls", "signals"])
def test_a_day_s_worth_of_calls_does_not_stop_python(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import desktop.views\n{code}"],
        check=False, timeout=60, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_doing_it_again_changes_nothing() -> None:
    before = [sys.getrefcount(constant) for constant in (None, True)]
    keep_constants()
    after = [sys.getrefcount(constant) for constant in (None, True)]
    assert all(abs(one - other) < 1000 for one, other in zip(before, after, strict=True))


def test_a_process_without_a_window_keeps_them_too() -> None:
    """What speaks for AI clients makes signals as well, and imports no view."""
    asks = "import sys; from desktop import __main__; print(sys.getrefcount(True), 'desktop.views' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True).stdout.split()
    assert int(said[0]) > 1 << 30
    assert said[1] == "False"
