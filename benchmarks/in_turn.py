"""Both sides in one run, one after the other and again, so that what disturbs one disturbs the other as well."""

from collections.abc import Callable, Sequence
from statistics import median

ROUNDS = 5


def in_turn(seconds: float, *sides: Callable[[float], float], rounds: int = ROUNDS) -> list[list[float]]:
    """What each side answered in each round; a side is told for how long it may go on."""
    found: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for heard, side in zip(found, sides, strict=True):
            heard.append(side(seconds / rounds / len(sides)))
    return found


def spread(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """How far apart single rounds lay."""
    ratios = sorted(one / other for one, other in zip(ours, theirs, strict=True))
    return f"{len(ratios)} rounds in turn, ratio {ratios[0]:.2f} to {ratios[-1]:.2f}"


__all__ = ["in_turn", "median", "spread"]
