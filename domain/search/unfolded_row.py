"""The row of somebody on the way through events: a part is worked out when it is looked at, and again only where
what it rests on changed. Whoever follows people through pools looks at a few parts, and an event changes few.
"""

from itertools import chain
from operator import attrgetter
from typing import Any

from domain.dossier import Dossier
from domain.search.columns import COLUMNS, MARKS
from domain.search.row import Row

TOLD = {**COLUMNS, **{f"{name} marks": each for name, each in MARKS.items()}}
GROUPS = tuple(name for name in TOLD if name not in COLUMNS)
_PARTS = tuple(dict.fromkeys(chain.from_iterable(each.rests_on for each in TOLD.values())))
_parts = attrgetter(*_PARTS)
RESTING: dict[str, frozenset[str]] = {
    part: frozenset(name for name, each in TOLD.items() if part in each.rests_on) for part in _PARTS
}
"""By part of a record, what rests on it."""
_UNTOLD = object()
_set = object.__setattr__  # of values that nobody else changes


class _Cell:
    """One part, told once: rows share it as long as it stays the same."""

    __slots__ = ("_dossier", "_name", "_told")

    def __init__(self, name: str, dossier: Dossier) -> None:
        self._name, self._dossier = name, dossier
        self._told: Any = _UNTOLD

    def told(self) -> Any:
        if self._told is _UNTOLD:
            told = TOLD[self._name].tell(self._dossier)
            self._told = told if self._name in COLUMNS else frozenset(told)
            del self._dossier  # which is as large as the person, and was changed since then
        return self._told


class UnfoldedRow(Row):
    """`__getattr__` is asked once for each column: what it answers is kept."""

    __slots__ = ("_cells", "_rests_on", "dossier")

    def __init__(self, dossier: Dossier, before: "UnfoldedRow | None" = None) -> None:
        _set(self, "dossier", dossier)
        _set(self, "_rests_on", _parts(dossier.records[0]) if len(dossier.records) == 1 else None)
        changed = _changed(self, before)
        if before is None or changed is None:
            _set(self, "_cells", {name: _Cell(name, dossier) for name in TOLD})
            return
        stale = frozenset[str]().union(*(RESTING[part] for part in changed))
        _set(self, "_cells", before._cells | {name: _Cell(name, dossier) for name in stale})
        if stale.isdisjoint(GROUPS):
            _set(self, "marks", before.marks)
        if "employer" not in stale:  # nothing of the profile changed
            _set(dossier, "profile", before.dossier.profile)

    def __getattr__(self, name: str) -> Any:
        if name == "marks":
            told: Any = tuple(sorted(frozenset().union(*(self._cells[group].told() for group in GROUPS))))
        elif name in COLUMNS:
            told = self._cells[name].told()
        else:
            raise AttributeError(name)
        _set(self, name, told)
        return told


def _changed(row: UnfoldedRow, before: UnfoldedRow | None) -> list[str] | None:
    """Parts of the record that are others now; None where that can't be told: only one record is carried on."""
    if before is None or row._rests_on is None or before._rests_on is None:
        return None
    if row.dossier.candidate != before.dossier.candidate:
        return None
    return [part for part, now, then in zip(_PARTS, row._rests_on, before._rests_on, strict=True) if now is not then]
