"""What a row of the benchmark is, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.ground import Ground

Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, on the other side too where there is one, in the row's unit."""

    measured: float | None
    """None where what it takes is not on this machine."""
    against: float | None = None
    notes: tuple[str, ...] = ()
    """What a reader has to know: how much data, what was scaled down, how far single rounds lay apart."""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    what: str
    other: str
    """The other side; empty where the bound is absolute."""
    unit: str
    bound: float
    """On `measured / against`, or on `measured` itself where there is no other side."""
    better: Better
    seconds: float
    """Of measuring, about, when nobody says otherwise. Getting ready comes on top."""
    measure: Callable[[Ground, float], Figure]


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its figure."""

    row: Row
    figure: Figure

    @property
    def ratio(self) -> float | None:
        if self.figure.against is None or self.figure.measured is None:
            return None
        return self.figure.measured / self.figure.against if self.figure.against else float("inf")

    @property
    def met(self) -> bool:
        told = self.figure.measured if self.ratio is None else self.ratio
        if told is None:
            return False
        return told >= self.row.bound if self.row.better == "higher" else told <= self.row.bound

    def as_json(self) -> dict[str, Any]:
        against = self.figure.against
        return {
            "name": self.row.name,
            "measured": None if self.figure.measured is None else short(self.figure.measured),
            "unit": self.row.unit,
            "against": None if against is None else short(against),
            "ratio": None if self.ratio is None else short(self.ratio),
            "bound": self.row.bound,
            "better": self.row.better,
            "met": self.met,
        }


def short(value: float) -> float:
    """Four digits say all that such a figure knows."""
    return float(f"{value:.4g}")
