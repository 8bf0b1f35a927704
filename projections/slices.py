"""Marks that are there for the index alone: which sample somebody is in, and which slices of ranks.

A slice is half a half-life wide, or 4 or 16 times that: so few marks are enough for any range of ranks. An index that
is asked for one of n marks takes n times as long over each person.
"""

from collections.abc import Iterator
from math import floor
from uuid import UUID

from domain.search.columns import NEVER_ACTIVE

SAMPLES = 64
"""Everybody is in one of so many, by a hash of their id: counts are estimated from some of them."""
LOWEST_SLICE = -80
"""Whatever is below is in it: ranks of what happened before 2014."""
WIDTHS = (16, 4, 1)
NEVER = "~rank:never"


def sample_of(candidate: UUID) -> int:
    """From the random half of the id, mixed, so that any generator of ids will do."""
    return (candidate.int * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF) >> 58


def sample_mark(sample: int) -> str:
    return f"~sample:{sample}"


def slice_of(rank: float) -> int:
    return max(LOWEST_SLICE, floor(rank * 2))


def slice_marks(rank: float) -> tuple[str, ...]:
    """Of the slice of each width that holds the rank."""
    return (NEVER,) if rank <= NEVER_ACTIVE else tuple(_mark(width, slice_of(rank)) for width in WIDTHS)


def covering(least: int, below: int) -> list[str]:
    """The fewest marks of all slices from the first until before the second."""
    return list(_covering(least, below))


def _covering(least: int, below: int) -> Iterator[str]:
    while least < below:
        width = next(each for each in WIDTHS if least % each == 0 and least + each <= below)
        yield _mark(width, least)
        least += width


def _mark(width: int, number: int) -> str:
    return f"~rank{width}:{number // width}"
