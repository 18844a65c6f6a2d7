"""The lanes beside the GUI thread: what they are given is let go where it was made."""

import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.views.desk import Desk as ViewDesk

TIMES = 1000


class Held:
    """Stands for a view: says on which thread its last holder let go of it."""

    def __init__(self, let_go: list[str]) -> None:
        self._let_go = let_go

    def __del__(self) -> None:
        self._let_go.append(threading.current_thread().name)

    def read(self, _session: Session) -> int:
        return 1

    def refuse(self, _session: Session) -> int:
        raise Refused("No.")

    def show(self, _found: object) -> None: ...


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads take turns after every few steps, so that each order of theirs comes up."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("op", [Held.read, Held.refuse], ids=["answers", "refuses"])
def test_a_view_held_by_nothing_but_its_call_is_let_go_on_the_gui_thread(
    qtbot: QtBot, view_desk: ViewDesk, op: Callable[[Held, Session], int]
) -> None:
    """On a lane it would be deleted while it is painted."""
    let_go: list[str] = []
    for _ in range(TIMES):
        held = Held(let_go)
        view_desk.runner.read(partial(op, held), held.show, held.show)
        del held
        while not view_desk.runner.is_idle:  # as fast as it can be taken, while the lane is still at it
            QCoreApplication.processEvents()
    qtbot.waitUntil(lambda: len(let_go) == TIMES)
    assert set(let_go) == {threading.main_thread().name}
