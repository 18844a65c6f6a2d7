"""One app per data folder: whoever starts second hands over to the first."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from desktop.instance import Instance
from desktop.system.paths import DATA_VARIABLE, data_folder

# What desktop.__main__ does with a folder, without its window: claim it or hand over, and say which.
_START = """
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from desktop.instance import Instance

app = QCoreApplication(sys.argv)
instance = Instance(Path(sys.argv[1]))
calls = []
instance.called.connect(lambda: (calls.append(1), print("called", flush=True)))
if instance.claim():
    print("runs", flush=True)
    QTimer.singleShot(60_000, app.quit)
    app.exec()
else:
    print("handed over" if instance.hand_over() else "nobody answered", flush=True)
"""


def start(folder: Path, begin: str = "") -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", begin + _START, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_promise_d4_of_six_starts_one_runs_and_five_hand_over(tmp_path: Path) -> None:
    """Six parallel starts on one folder; a seventh on another folder runs beside it. Share: 3 s."""
    starts = [start(tmp_path / "office") for _ in range(6)]
    beside = start(tmp_path / "other office")
    try:
        first = [said(process) for process in starts]
        assert sorted(first) == ["handed over"] * 5 + ["runs"]
        assert said(beside) == "runs"
        runner = starts[first.index("runs")]
        assert [said(runner) for _ in range(5)] == ["called"] * 5
    finally:
        for process in [*starts, beside]:
            process.kill()
            process.communicate()


def test_a_killed_app_leaves_its_folder_free(tmp_path: Path) -> None:
    killed = start(tmp_path)
    assert said(killed) == "runs"
    killed.kill()
    killed.communicate()
    after = start(tmp_path)
    try:
        assert said(after) == "runs"
    finally:
        after.kill()
        after.communicate()


def test_the_name_of_the_socket_is_another_one_each_time_and_stands_in_the_folder_alone(
    qapp: QCoreApplication, tmp_path: Path
) -> None:
    names = []
    for _start in range(3):
        instance = Instance(tmp_path)
        assert instance.name == ""
        assert instance.claim()
        names.append(Instance(tmp_path).name)
        instance.release()
    assert len(set(names)) == 3
    assert all(len(name) > 32 for name in names)


def test_an_app_that_does_not_answer_is_not_taken_for_one_that_shows_itself(
    qapp: QCoreApplication, tmp_path: Path
) -> None:
    """It holds the folder and listens, and its event loop stands still."""
    busy = Instance(tmp_path)
    assert busy.claim()
    second = start(tmp_path, "from desktop import instance\ninstance._ANSWER_MS = 300\n")
    try:
        assert said(second) == "nobody answered"
    finally:
        second.kill()
        second.communicate()
        busy.release()


def test_the_data_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:

    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    assert data_folder().books == tmp_path / "books.db"
