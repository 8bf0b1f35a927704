"""With whom a record is worth comparing: those it shares a key with, but for crowds that share nothing else."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from domain.identity.keys import FINER, LARGE, Key

Id = TypeVar("Id", bound=Hashable)

TELLING = frozenset({"email", "phone", "url", "id"})
"""Kinds of which one in common is worth a look, however many share it."""
FEW = 8
"""Records under one key up to which it is worth a look by itself: of more, most agree on nothing else. With 20 the
labelled sets give the same F1 to four digits, and a pool of 40,000 takes a fifth more comparing."""


def nearby(blocks: Mapping[Key, Collection[Id]], repeated: Collection[Key] = (), large: int = LARGE) -> set[Id]:
    """`blocks`: who else has each key of the record; one more than `large` is enough to know that it is oversized,
    and then its finer keys are read instead (`FINER`). `repeated`: keys that say no more than the name
    (`keys.repeated`), so that all of them, and the name, are one thing in common."""
    shared: list[Id] = []
    called: set[Id] = set()
    found: set[Id] = set()
    for key, held in blocks.items():
        kind = key[0]
        if len(held) > large and kind in FINER:
            continue
        if kind in TELLING or len(held) <= FEW:
            found.update(held)
        elif kind == "name" or key in repeated:
            called.update(held)
        else:
            shared += held
    return found | {each for each, times in Counter([*shared, *called]).items() if times > 1}
