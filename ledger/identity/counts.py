"""How usual a term is among the records: from the statistics that the server keeps of their keyed hashes."""

import time
from collections.abc import Callable, Mapping

from domain.identity import Around
from ledger.identity.described import COUNTED, short
from ledger.identity.rows import MatchTables

LOOKED_UP_AFTER = 1.0
"""Seconds."""
GROWN = 2
REMEMBERED = 100_000
"""Terms whose hash is not taken again; 20 MB at most."""
FIRST = 500
"""Terms are counted anew when the records are twice as many, and at first when there are so many."""


class Counts:
    """Between two counts they are frozen, so that it hardly matters who came first."""

    def __init__(self, tables: MatchTables, digest: Callable[[str, str], bytes]) -> None:
        self._tables = tables
        self._digest = digest
        self._until = 0.0
        self._population = 0
        self._shares: Mapping[int, float] | None = None
        self._taken: object = None
        self._known: dict[tuple[str, str], float] = {}

    def around(self, names_of_points: Mapping[str, Mapping[str, int]]) -> Around:
        """For one comparison, whose contact points go with so many names."""
        if time.monotonic() >= self._until:
            self._look_up()
        return Around(self._population, names_of_points, None if self._shares is None else self._share)

    def _look_up(self) -> None:
        records, counted, taken = self._tables.population()
        if records > GROWN * counted + FIRST:
            self._tables.recount()
            records, counted, taken = self._tables.population()
        if taken != self._taken:
            self._shares = self._tables.shares() if counted else None
            self._known = {}
            self._taken = taken
        self._population = records
        self._until = time.monotonic() + LOOKED_UP_AFTER

    def _share(self, kind: str, term: str) -> float:
        if not self._shares or kind not in COUNTED:
            return 0.0
        known = self._known
        share = known.get((kind, term))
        if share is None:
            if len(known) >= REMEMBERED:
                known.clear()
            share = known[kind, term] = self._shares.get(short(self._digest(f"term-{kind}", term)), 0.0)
        return share
