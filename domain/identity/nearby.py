"""With whom a record is worth comparing: those it shares a key with, but for crowds that share nothing else."""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from domain.identity.features import Features
from domain.identity.keys import FINER, LARGE, Key, repeated

Id = TypeVar("Id", bound=Hashable)

TELLING = frozenset({"email", "phone", "url"})
"""Kinds of which one in common is worth a look, however many share it."""
FEW = 8
"""Records under one key up to which it is worth a look by itself: of more, most agree on nothing else. With 20 the
labelled sets give the same F1 to four digits, and a pool of 40,000 takes a fifth more comparing."""
WITHIN_A_NAME = frozenset(FINER["name"])
"""Whoever shares one of these shares the name as well."""
SAYS = {kind: kind for kind in WITHIN_A_NAME} | {"sound-city": "name-city"}
"""Kinds that say the name and something else: what `sound-city` says does `name-city` as well."""


def is_crowded(blocks: Mapping[Key, Collection[Id]]) -> bool:
    """Whether more people share the name than are looked at for it alone. Of others, who has a key within the name
    (`WITHIN_A_NAME`) need not be asked: all of them are near already."""
    return any(kind == "name" and len(held) > FEW for (kind, _), held in blocks.items())


def nearby(record: Features, blocks: Mapping[Key, Collection[Id]], large: int = LARGE) -> set[Id]:
    """`blocks`: who else has each key of the record, each once; one more than `large` is enough to know that it is
    oversized, and then its finer keys are read instead (`FINER`).

    Of `n` records under one key at most one in `n` is this person's, by that key alone. So whoever is in a crowd has to
    share another key, and not one that says the same: the name says nothing that a key within it does not, and neither
    does a user name that only spells it (`keys.repeated`).
    """
    named: set[Id] = set()
    within: dict[str, set[Id]] = {}
    beside: list[Collection[Id]] = []
    found: set[Id] = set()
    for key, held in blocks.items():
        kind = key[0]
        if len(held) > large and kind in FINER:
            continue
        if kind in TELLING or len(held) <= FEW:
            found.update(held)
        elif kind == "name" or (kind == "handle" and key in repeated(record)):
            named.update(held)
        elif said := SAYS.get(kind):
            within.setdefault(said, set()).update(held)
        else:
            beside.append(held)
    met: set[Id] = set()
    for crowd in within.values():
        found |= met & crowd
        met |= crowd
    if beside:
        met |= named
        for held in beside[:-1]:
            found.update(met.intersection(held))
            met.update(held)
        found.update(met.intersection(beside[-1]))  # whoever is only in the last one is met nowhere else
    return found
