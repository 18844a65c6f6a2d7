"""promise_D5: typed work survives kill -9 at any moment; at most the last two seconds are gone."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop.models import Document
from tests.desktop.office import open_desk

_ROOT = Path(__file__).parents[4]
_WINDOW = 2.0
_CHILD = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from desktop.program import Program, application
from desktop.system.paths import DataFolder
from desktop.system.secret import MemorySecret
from desktop.views.editor.editor import Editor

app = application(["typing"])
program = Program(DataFolder(Path(sys.argv[1])), MemorySecret())
program.runner.open()
editor = Editor(program.desk(program.office()))
editor.resize(1228, 870)
editor.show()
editor.begin("invoice")
typed = 0

def type_on():
    global typed
    if not editor.state.is_open:
        return
    if typed == 0:
        editor.page.lines.table.edit_cell(0, 2)
    QTest.keyClicks(QApplication.focusWidget(), "x")
    typed += 1
    print(typed, time.monotonic(), flush=True)

timer = QTimer(interval=40)
timer.timeout.connect(type_on)
timer.start()
app.exec()
"""


def typing_until_killed(folder: Path, seconds: float) -> list[tuple[int, float]]:
    """Let a child type an x every 40 ms; return how many stood there at which moment of the machine's clock."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(folder)], stdout=subprocess.PIPE, text=True, env=environment, cwd=_ROOT
    ) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        assert first, "the child never began to type"
        time_left = time.monotonic() + seconds
        lines = [first]
        while time.monotonic() < time_left:
            lines.append(child.stdout.readline())
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.readlines()
    return [(int(count), float(at)) for count, at in (line.split() for line in lines if line.endswith("\n"))]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL; the soak of Windows ends the process its own way")
@pytest.mark.parametrize("seed", range(3))
def test_promise_d5_a_kill_takes_at_most_the_last_two_seconds(tmp_path: Path, seed: int) -> None:
    """C: three kills, about 5 s each; the moments come from the seed."""
    desk = open_desk(tmp_path)
    desk.found()
    desk.books.close()
    shown = typing_until_killed(tmp_path, random.Random(seed).uniform(1.0, 4.0))
    killed = shown[-1][1]
    due = max((count for count, at in shown if at <= killed - _WINDOW), default=0)
    books = open_desk(tmp_path)
    try:
        titles = books.read(lambda session: [line.title for line in session.query(Document).one().lines])
    finally:
        books.books.close()
    kept = len(titles[0]) if titles else 0
    assert set("".join(titles)) <= {"x"}
    assert kept >= due, f"seed {seed}: {due} keys were older than {_WINDOW} s, {kept} are in the books"
    assert kept <= shown[-1][0] + 1
