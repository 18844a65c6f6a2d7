"""W5: what a worker of the portal holds in memory once its page cache is full, beside a bare route's worker."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, LeftOut, Measure
from benchmarks.load import load
from benchmarks.portal_store import STORE, addresses, big_store
from benchmarks.server import worker

_MIB = 1024 * 1024


@contextmanager
def anchor() -> Iterator[Measure]:
    """Weigh a bare Starlette app after the same load."""
    with worker("benchmarks.bare:app") as (address, process):
        yield lambda: {"mib": _after(address, ["/"], process)}


@contextmanager
def subject() -> Iterator[Measure]:
    """Weigh the portal after more pages than its cache holds."""
    folder = big_store()
    os.environ[STORE] = str(folder)
    with worker("benchmarks.portal_app:app") as (address, process):
        yield lambda: {"mib": _after(address, addresses(folder), process)}


def _after(address: str, paths: list[str], process: int) -> float:
    load(address, paths=paths, seconds=4.0)
    return resident(process) / _MIB


def resident(process: int) -> int:
    """Return the bytes of memory that a process holds. Raises LeftOut where the system does not tell it."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    except OSError as error:
        raise LeftOut("This system does not say in /proc how much memory a process holds.") from error
    return pages * os.sysconf("SC_PAGE_SIZE")


BENCHMARK = Benchmark(
    title="memory of a worker of the portal, page cache full",
    figures=(Figure("W5", "mib", "MiB", "MiB more than bare Starlette", goal=72.0, against=Against.DIFFERENCE),),
    subject=subject,
    anchor=anchor,
    rounds=2,
)
