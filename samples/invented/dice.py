"""Chance that falls the same way on every machine and every Python: only `random()` itself is promised to."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

SEED = "renmai samples 1"
T = TypeVar("T")


class Dice:
    """One set for each file, so that a change to one file leaves the others as they were."""

    def __init__(self, purpose: str) -> None:
        self._random = Random(f"{SEED}/{purpose}").random

    def chance(self, share: float) -> bool:
        return self._random() < share

    def between(self, least: int, most: int) -> int:
        """Both included."""
        return least + int(self._random() * (most - least + 1))

    def pick(self, things: Sequence[T]) -> T:
        return things[self.between(0, len(things) - 1)]

    def some(self, things: Sequence[T], least: int, most: int) -> list[T]:
        """Different ones, in their own order."""
        wanted = self.between(least, most)
        ranked = sorted(range(len(things)), key=lambda _: self._random())
        return [things[at] for at in sorted(ranked[:wanted])]

    def weighed(self, weights: Mapping[T, int]) -> T:
        left = self._random() * sum(weights.values())
        for thing, weight in weights.items():
            left -= weight
            if left < 0:
                return thing
        return thing
