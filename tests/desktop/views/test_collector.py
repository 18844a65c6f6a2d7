"""Garbage is collected where widgets are whole: on the GUI thread, between two events."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.views.collector import Collector


class Loop:
    """Garbage that only a collection finds."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.stop()


def litter() -> None:
    for _ in range(20_000):
        Loop()


def test_no_other_thread_collects(collector: Collector) -> None:
    where: set[int] = set()

    def note(phase: str, _info: object) -> None:
        where.add(threading.get_ident())

    gc.callbacks.append(note)
    other = threading.Thread(target=litter)
    other.start()
    other.join()
    seen = set(where)
    collector.look()
    gc.callbacks.remove(note)
    assert seen == set()
    assert where == {threading.get_ident()}


def test_garbage_goes_by_itself_while_the_window_rests(qtbot: QtBot, collector: Collector) -> None:
    lost = weakref.ref(Loop())
    litter()
    qtbot.waitUntil(lambda: lost() is None)


def test_nothing_is_collected_while_little_was_made(collector: Collector) -> None:
    gc.collect()
    before = gc.get_stats()[0]["collections"]
    collector.look()
    assert gc.get_stats()[0]["collections"] == before


@pytest.mark.parametrize("automatic", [True, False])
def test_python_collects_afterwards_as_it_did_before(qtbot: QtBot, automatic: bool) -> None:
    if automatic:
        gc.enable()
    collector = Collector()
    while_it_lived = gc.isenabled()
    collector.stop()
    afterwards = gc.isenabled()
    gc.disable()  # as every test goes on
    assert (while_it_lived, afterwards) == (False, automatic)


def test_what_is_there_to_stay_is_not_walked_through_again(qtbot: QtBot, collector: Collector) -> None:
    lost = weakref.ref(Loop())
    frozen = gc.get_freeze_count()
    while gc.get_count()[2] <= gc.get_threshold()[2]:
        gc.collect(1)  # until a full collection is due
    collector.look()
    assert lost() is None
    assert gc.get_freeze_count() > frozen
    collector.stop()
    assert gc.get_freeze_count() == 0
