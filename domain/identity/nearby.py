"""With whom a record is worth comparing: those it shares a key with, but for crowds that share nothing else."""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from domain.identity.features import Features
from domain.identity.keys import FINER, LARGE, Key, repeated

Id = TypeVar("Id", bound=Hashable)

TELLING = frozenset({"email", "phone", "url", "id"})
"""Kinds of which one in common is worth a look, however many share it."""
FEW = 8
"""Records under one key up to which it is worth a look by itself: of more, most agree on nothing else. With 20 the
labelled sets give the same F1 to four digits, and a pool of 40,000 takes a fifth more comparing."""
WITHIN_A_NAME = frozenset(FINER["name"])
"""Whoever shares one of these shares the name as well."""


def is_crowded(blocks: Mapping[Key, Collection[Id]]) -> bool:
    """Whether more people share the name than are looked at for it alone. Of others, who has a key within the name
    (`WITHIN_A_NAME`) need not be asked: all of them are near already."""
    return any(kind == "name" and len(held) > FEW for (kind, _), held in blocks.items())


def nearby(record: Features, blocks: Mapping[Key, Collection[Id]], large: int = LARGE) -> set[Id]:
    """`blocks`: who else has each key of the record, each once; one more than `large` is enough to know that it is
    oversized, and then its finer keys are read instead (`FINER`). Keys that say no more than the name
    (`keys.repeated`) are one thing in common, all of them and the name together."""
    crowds: list[Collection[Id]] = []
    met: set[Id] = set()
    found: set[Id] = set()
    for key, held in blocks.items():
        kind = key[0]
        if len(held) > large and kind in FINER:
            continue
        if kind in TELLING or len(held) <= FEW:
            found.update(held)
        elif kind == "name" or (kind == "handle" and key in repeated(record)):
            met.update(held)
        else:
            crowds.append(held)
    for held in crowds[:-1]:
        found.update(met.intersection(held))
        met.update(held)
    if met and crowds:  # whoever is only in the last one is met nowhere else
        found.update(met.intersection(crowds[-1]))
    return found
