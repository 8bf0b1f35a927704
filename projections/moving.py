"""Following people through pools, as the domain tells it (`domain.moves`): batch by batch, and whole families anew.

A family are all records that were ever one person: each one's rows depend on when they were joined and parted.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.askings import Askings
from domain.events import CandidateAbsorbed, CandidateMerged, MergeReversed
from domain.moves import Standing
from domain.record import Record
from domain.recorded import Recorded
from domain.search.row import there
from domain.search.unfolded_row import UnfoldedRow
from domain.unfolded import UnfoldedDossier
from ledger.keyring import Keyring
from projections import parking, pool_moves, records
from projections.checkpoint import Checkpoint
from projections.person import components
from projections.projection import Values
from projections.reading import Read, code_of, histories
from projections.records import Step
from projections.writing import copy_rows

SHARE = 500
"""Records at once, about."""
Within = Mapping[UUID, Collection[UUID]]
MadeOf = tuple[tuple[UUID, int], ...]
"""Which records a person is, at which positions."""
Seen = tuple[MadeOf, UnfoldedRow | None]
"""And the row that is searched of them."""
NOT_SEEN: Mapping[MadeOf, UnfoldedRow] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Until:
    position: int
    moment: datetime


@dataclass(slots=True)
class Moved:
    rows: dict[UUID, list[Values]] = field(default_factory=dict)
    """Of `pool_moves`, by person."""
    seen: dict[MadeOf, UnfoldedRow] = field(default_factory=dict)
    """As they stand in the end."""
    broken: dict[UUID, tuple[int, str]] = field(default_factory=dict)
    """Streams of families that it was not possible for: since which position, and a code."""


def follow(
    askings: Askings,
    begun: Mapping[UUID, Record],
    steps: Iterable[Step],
    within: Within,
    since: Until | None,
    until: Until,
    seen: Mapping[MadeOf, UnfoldedRow] = NOT_SEEN,
) -> Moved:
    """The moves of these people, from records as they stand at `since` through all steps up to `until`.

    `since` is None for whole histories. Who is in which pool at `since` is `within`; `seen` are rows of people as they
    stand at `since`, where they are known.
    """
    by_stream: dict[UUID, list[Step]] = {}
    for step in steps:
        by_stream.setdefault(step[0].stream, []).append(step)
    joined: dict[UUID, set[UUID]] = {stream: set() for stream in (*begun, *by_stream)}
    for record in (*begun.values(), *(record for steps in by_stream.values() for _, record in steps)):
        joined[record.stream].update(record.linked)
    moved = Moved()
    for family in families(joined):
        ours = sorted((step for stream in family for step in by_stream.get(stream, ())), key=_position)
        known = {stream: begun[stream] for stream in family if stream in begun}
        try:
            people = _Family(askings, known, within, since, seen)
            moved.rows |= people.through(ours, until)
            moved.seen |= {made: row for made, row in people.rows.values() if row is not None}
        except Exception as error:  # noqa: BLE001 - one person's moves must not stop everyone else's
            position = ours[0][0].position if ours else until.position
            moved.broken |= dict.fromkeys(family, (position, code_of(error)))
    return moved


def _position(step: Step) -> int:
    return step[0].position


def families(joined: Mapping[UUID, Collection[UUID]]) -> Iterator[list[UUID]]:
    """The streams that are joined, from either side, through whomever; others than these are ignored."""
    both: dict[UUID, set[UUID]] = {stream: {*others} & joined.keys() for stream, others in joined.items()}
    for stream, others in joined.items():
        for other in both[stream] if others else ():
            both[other].add(stream)
    seen: set[UUID] = set()
    for stream in joined:
        if stream not in seen:
            seen.add(stream)
            family = [stream]
            for each in family:
                family += sorted(both[each] - seen)
                seen |= both[each]
            yield family


class _Family:
    """Records that were ever one person, and the people that they are at a time."""

    def __init__(
        self,
        askings: Askings,
        known: dict[UUID, Record],
        within: Within,
        since: Until | None,
        seen: Mapping[MadeOf, UnfoldedRow],
    ) -> None:
        self.askings = askings
        self.seen = seen
        self.known = known
        self.within = within
        self.since = since
        self.rows: dict[UUID, Seen] = {}
        self.people: dict[UUID, Standing] = {}
        if since is not None:
            self.rows = self._now()
            self.people = {dossier: self._standing(dossier, row, since) for dossier, (_, row) in self.rows.items()}

    def through(self, steps: Sequence[Step], until: Until) -> dict[UUID, list[Values]]:
        for recorded, record in steps:
            self.known[record.stream] = record
            before, self.rows = self.rows, self._now()
            place = Until(recorded.position - 1, recorded.recorded_at)
            for dossier in dict.fromkeys((*before, *self.rows)):
                was, row = before.get(dossier, _NOBODY)[1], self.rows.get(dossier, _NOBODY)[1]
                if was is not row:
                    if dossier not in self.people:
                        self.people[dossier] = self._standing(dossier, None, place)
                    self.people[dossier].until(place.position, place.moment)
                    self.people[dossier].becomes(row, recorded.position, recorded.recorded_at, recorded.event.type)
        for one in self.people.values():
            one.until(until.position, until.moment)
        return {each: [pool_moves.row(each, move) for move in one.moves] for each, one in self.people.items()}

    def _standing(self, dossier: UUID, row: UnfoldedRow | None, at: Until) -> Standing:
        return Standing(self.askings, row, at.position, at.moment, self.within.get(dossier, ()))

    def _now(self) -> dict[UUID, Seen]:
        """By id of the person."""
        if len(self.known) == 1:
            return dict([self._seen(list(self.known.values()))])
        before = {made: (dossier, (made, row)) for dossier, (made, row) in self.rows.items()}
        return dict([before.get(made_of(group)) or self._seen(group) for group in components(self.known)])

    def _seen(self, group: Sequence[Record]) -> tuple[UUID, Seen]:
        made = made_of(group)
        if (row := self.seen.get(made)) is not None:
            return row.dossier.candidate, (made, row)
        one = UnfoldedDossier(group)
        _, before = self.rows.get(one.candidate, _NOBODY)
        return one.candidate, (made, UnfoldedRow(one, before) if there(one) else None)


_NOBODY: Seen = ((), None)


def made_of(group: Iterable[Record]) -> MadeOf:
    return tuple(sorted((record.stream, record.last_position) for record in group))


def steps_of(begun: Record | None, earlier: Sequence[Read], reads: Sequence[Read]) -> Iterator[Step]:
    """A record after each event, up to the first that can't be folded. `earlier` only where one takes an event back."""
    record, whole = begun, [each for each in earlier if isinstance(each, Recorded)]
    for each in reads:
        if not isinstance(each, Recorded):
            return
        whole.append(each)
        record = records.after(record, each, whole)
        if record is None:
            return
        yield each, record


def within(connection: Connection[Any], dossiers: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The pools in which each of these people is, as was told so far."""
    query = """
        SELECT dossier, pool FROM (
            SELECT DISTINCT ON (dossier, pool) dossier, pool, entered FROM pool_moves WHERE dossier = ANY(%s)
            ORDER BY dossier, pool, moment DESC, position DESC NULLS LAST
        ) last WHERE entered
    """
    found: dict[UUID, list[UUID]] = {}
    for dossier, pool in connection.execute(query, (list(dossiers),), binary=True):
        found.setdefault(dossier, []).append(pool)
    return found


def ever_joined(reads: Iterable[Read]) -> set[UUID]:
    """The other records of whoever this record once was, also of what was taken back."""
    found = set[UUID]()
    for each in reads:
        match each.event if isinstance(each, Recorded) else None:
            case CandidateMerged(absorbed=other) | CandidateAbsorbed(survivor=other):
                found.add(other)
            case MergeReversed(survivor=one, absorbed=other):
                found |= {one, other}
    return found


def anew(
    connection: Connection[Any], askings: Askings, streams: Collection[UUID], until: Until, keyring: Keyring
) -> Moved:
    """Whole families, from their first events."""
    whole: dict[UUID, list[Read]] = {}
    wanted = set(streams)
    while wanted:
        found = histories(connection, dict.fromkeys(wanted, until.position), keyring)
        whole |= found
        wanted = set().union(*map(ever_joined, found.values())) - whole.keys()
    steps = [step for reads in whole.values() if records.of_candidate(reads) for step in steps_of(None, (), reads)]
    return follow(askings, {}, steps, {}, None, until)


def write_moves(connection: Connection[Any], checkpoint: Checkpoint, moved: Moved) -> None:
    """Add the rows, and set aside those whom it was not possible for."""
    copy_rows(connection, pool_moves.TABLE, [row for rows in moved.rows.values() for row in rows])
    for stream, (position, code) in moved.broken.items():
        parking.park(connection, checkpoint, stream, position, code)


def shares_of(joined: Mapping[UUID, Collection[UUID]]) -> Iterator[list[UUID]]:
    """Whole families, some hundred records together."""
    share: list[UUID] = []
    for family in families(joined):
        share += family
        if len(share) >= SHARE:
            yield share
            share = []
    if share:
        yield share
