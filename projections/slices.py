"""Marks that are there for the index alone: which sample somebody is in, and which slice of ranks."""

import struct
from math import floor
from uuid import UUID

from domain.search.columns import NEVER_ACTIVE

SAMPLES = 64
"""Everybody is in one of so many, by a hash of their id: counts are estimated from some of them."""
LOWEST_SLICE = -80
"""Whatever is below is in it: ranks of what happened before 2014."""
NEVER = "~rank:never"


def sample_of(candidate: UUID) -> int:
    """From the random half of the id, mixed, so that any generator of ids will do."""
    (random,) = struct.unpack(">Q", candidate.bytes[8:])
    return int((random * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF) >> 58)


def sample_mark(sample: int) -> str:
    return f"~sample:{sample}"


def slice_mark(rank: float) -> str:
    return NEVER if rank <= NEVER_ACTIVE else f"~rank:{max(LOWEST_SLICE, floor(rank * 2))}"
