"""What a goal says, and what a run makes of it: medians, spread, met or not, a draw or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

DRAW = 0.15


class Against(Enum):
    """How the subject's figure is set against the anchor's."""

    RATIO = "ratio"
    DIFFERENCE = "difference"
    ALONE = "alone"


@dataclass(frozen=True)
class Figure:
    """One goal of performance, read from the samples of a benchmark.

    ``of`` names the entry of each sample, ``beside`` that of the anchor's where it is another, ``measured_in`` its
    unit; ``unit`` is the unit of the value that ``goal`` limits, which for a ratio differs: samples in ``req/s``, the
    value in ``x bare Starlette``. A goal of None is one that waits for its first run.
    """

    id: str
    of: str
    measured_in: str
    unit: str
    goal: float | None
    higher_is_better: bool = False
    against: Against = Against.RATIO
    beside: str = ""


@dataclass(frozen=True)
class Side:
    """What one side measured over all rounds."""

    median: float
    spread: tuple[float, float]
    unit: str

    def as_json(self) -> dict[str, object]:
        return {"median": _short(self.median), "spread": [_short(end) for end in self.spread], "unit": self.unit}


@dataclass(frozen=True)
class Result:
    """A figure after its run. ``spread`` is the smallest and the largest value of a single round."""

    figure: Figure
    value: float
    spread: tuple[float, float]
    anchor: Side | None
    subject: Side

    @property
    def met(self) -> bool | None:
        """None while the figure has no goal."""
        if self.figure.goal is None:
            return None
        return self.value >= self.figure.goal if self.figure.higher_is_better else self.value <= self.figure.goal

    @property
    def draw(self) -> bool:
        """True when the two sides differ by less than the machine does from one minute to the next."""
        return self.figure.against is Against.RATIO and abs(self.value - 1) < DRAW

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.figure.id,
            "value": _short(self.value),
            "unit": self.figure.unit,
            "goal": self.figure.goal,
            "met": self.met,
            "spread": [_short(end) for end in self.spread],
            "anchor": self.anchor.as_json() if self.anchor else None,
            "subject": self.subject.as_json(),
        }

    def as_text(self) -> str:
        """Return the figure in one line: ``W1  0.43 x bare Starlette (0.41 to 0.46), goal at least 0.4: met``."""
        low, high = self.spread
        value = f"{self.figure.id:8} {self.value:.3g} {self.figure.unit} ({low:.3g} to {high:.3g})"
        return value + self._verdict() + self._sides()

    def _verdict(self) -> str:
        draw = ", a draw" if self.draw else ""
        if self.figure.goal is None:
            return f"{draw}, no goal yet"
        limit = "at least" if self.figure.higher_is_better else "at most"
        return f"{draw}, goal {limit} {self.figure.goal:g}: {'met' if self.met else 'MISSED'}"

    def _sides(self) -> str:
        unit = self.figure.measured_in
        if self.anchor is None:
            return ""
        return f"  [{self.subject.median:,.4g} {unit} beside {self.anchor.median:,.4g} {unit}]"


def judge(figure: Figure, anchor: Sequence[float], subject: Sequence[float]) -> Result:
    """Set the rounds of both sides against each other; ``anchor`` is empty for a figure that stands alone.

    The value is made of the two medians, the spread of the single rounds, which were neighbours in time.
    """
    if figure.against is Against.ALONE:
        anchor = ()
    pairs = zip(subject, anchor or subject, strict=True)
    rounds = [_value(figure.against, ours, theirs) for ours, theirs in pairs]
    value = _value(figure.against, median(subject), median(anchor or subject))
    theirs = _side(anchor, figure.measured_in) if anchor else None
    return Result(figure, value, (min(rounds), max(rounds)), theirs, _side(subject, figure.measured_in))


def _value(against: Against, ours: float, theirs: float) -> float:
    match against:
        case Against.RATIO:
            return ours / theirs
        case Against.DIFFERENCE:
            return ours - theirs
        case Against.ALONE:
            return ours


def _side(samples: Sequence[float], unit: str) -> Side:
    return Side(median(samples), (min(samples), max(samples)), unit)


def _short(number: float) -> float:
    return float(f"{number:.4g}")
