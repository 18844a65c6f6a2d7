"""Runs anchor and subject in turn, A B A B, so that a machine that slows down slows both."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from benchmarks.figures import Figure, Result, judge

Sample = Mapping[str, float]
Measure = Callable[[], Sample]
Setting = Callable[[], AbstractContextManager[Measure]]


class LeftOut(Exception):  # noqa: N818 - no error: the run goes on without this one
    """This computer lacks what the measurement needs; the message says what."""


@dataclass(frozen=True)
class Benchmark:
    """One measurement and the figures read from it.

    A setting prepares its side (starts a server, fills a database), yields the measurement, and clears up::

        @contextmanager
        def subject() -> Iterator[Measure]:
            with serving("benchmarks.bench_w1:app") as url:
                yield lambda: load(url).as_sample()
    """

    title: str
    figures: tuple[Figure, ...]
    subject: Setting
    anchor: Setting | None = None
    rounds: int = 5


def run(benchmark: Benchmark) -> list[Result]:
    """Measure all rounds, after one of each side that warms up and is thrown away. Raises LeftOut."""
    anchors: list[Sample] = []
    subjects: list[Sample] = []
    with ExitStack() as settings:
        anchor = settings.enter_context(benchmark.anchor()) if benchmark.anchor else None
        subject = settings.enter_context(benchmark.subject())
        for _ in range(benchmark.rounds + 1):
            if anchor is not None:
                anchors.append(anchor())
            subjects.append(subject())
    return [
        judge(
            figure,
            [sample[figure.beside or figure.of] for sample in anchors[1:]],
            [sample[figure.of] for sample in subjects[1:]],
        )
        for figure in benchmark.figures
    ]
