"""The part of a rebuild that processes share: a range of streams is read, folded whole, and copied in.

Runs in processes of its own, each with its own connections. Nothing here touches what readers see.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from domain.askings import Askings
from ledger.key_encryption import KeyEncryptionKey
from ledger.keys_once import PassingKeyring
from ledger.settings import Settings
from ledger.store import Row, pool_of
from projections import generation, parking, records
from projections.batch import Moving
from projections.checkpoint import Checkpoint
from projections.follow import connect
from projections.logbook import TAKES_BACK, relevant, rows_of, taken_back
from projections.moving import Until, anew, ever_joined, follow, made_of, steps_of, write_moves
from projections.person import components
from projections.pool_filters import askings
from projections.pool_moves import TABLE as POOL_MOVES
from projections.projection import Fold, Log, Table
from projections.ranges import Range
from projections.reading import Read, one_by_one
from projections.shown import Draft, with_views
from projections.writing import Failure, Lost, Parcel, write

FETCH = 4000
"""Events that are fetched and written at once, and those of the stream that is being read."""
TOGETHER = 32
"""Streams that are folded together: as many as the processor has at hand when their rows are made."""
LINKED = 1000
Written = tuple[list[Parcel], list[Failure]]
"""What is to be written, and what can't be."""
_stream = attrgetter("stream.int")
"""Numbers compare in a third of the time that ids take."""


@dataclass(frozen=True, slots=True)
class Loaded:
    events: int
    linked: int
    """Records that a merge joins to others: they are combined in a second stage."""
    joined: dict[UUID, set[UUID]]
    """Those that one ever joined, to which: their moves through pools are told in a stage of their own."""


class Loader:
    """One process of a rebuild."""

    def __init__(self, settings: Settings, moving: Moving, head: Until) -> None:
        self.moving = moving
        self.head = head
        self.connection = connect(settings)
        self.connection.execute("SET synchronous_commit = off")
        self.connection.execute("SET work_mem = '64MB'")
        self.connection.execute("SET maintenance_work_mem = '256MB'")
        self.connection.execute("SET cursor_tuple_fraction = 1")
        self.keys = pool_of(settings.conninfo("keyholder"), size=1)
        self.keyring = PassingKeyring(self.keys, KeyEncryptionKey.of(settings))
        self.types = None if any(isinstance(each, Fold) for each, _ in moving) else _logged(moving)
        self._linked = 0
        self._joined: dict[UUID, set[UUID]] = {}
        self._asked: dict[str, Askings] = {}

    def close(self) -> None:
        self.connection.close()
        self.keys.close()

    def load(self, streams: Range) -> Loaded:
        """Fold every stream of the range into records, rows of views and rows of logs."""
        events = self._linked = 0
        self._joined = {}
        with self.connection.transaction():
            self._use()
            for page in self._whole_streams(streams):
                events += len(page)
                self._load(page)
        return Loaded(events, self._linked, self._joined)

    def _load(self, page: Sequence[Row]) -> None:
        """Some streams after the other, while the processor still has them at hand; written all at once."""
        made: list[Written] = [([], []) for _ in self.moving]
        told = {row.type for row in page}
        streams = (list(group) for _, group in groupby(one_by_one(page, self.keyring), key=_stream))
        while histories := list(islice(streams, TOGETHER)):
            for (projection, at), (parcels, failures) in zip(self.moving, made, strict=True):
                if isinstance(projection, Fold):
                    more = self._of_records(projection, at, histories)
                elif projection.types.isdisjoint(told):
                    continue
                else:
                    more = self._of_log(projection, at, histories)
                parcels += more[0]
                failures += more[1]
        for (projection, at), written in zip(self.moving, made, strict=True):
            self._write(at, projection.tables, *written)

    def combine(self, streams: Range) -> int:
        """Write the people of the range whom merges joined; answers how many."""
        query = """
            SELECT stream FROM records
            WHERE stream >= %s AND stream < %s AND links <> '{}' ORDER BY stream LIMIT %s
        """
        people = 0
        begin, end = streams
        with self.connection.transaction():
            self._use()
            while begin < end:
                found = [row[0] for row in self.connection.execute(query, (begin, end, LINKED))]
                for fold, at in self.moving:
                    if isinstance(fold, Fold):
                        people += self._combine(fold, at, found)
                begin = UUID(int=found[-1].int + 1) if len(found) == LINKED else end
        return people

    def moves(self, streams: Sequence[UUID]) -> None:
        """Tell how people moved through pools whom merges joined, or once did: families, each of them whole."""
        with self.connection.transaction():
            self._use()
            for fold, at in self.moving:
                if isinstance(fold, Fold) and (asked := self._askings(fold, at)).all:
                    moved = anew(self.connection, asked, streams, self.head, self.keyring)
                    write_moves(self.connection, at, moved)

    def index(self, work: tuple[Checkpoint, Sequence[Table]]) -> None:
        checkpoint, tables = work
        with self.connection.transaction():
            generation.index(self.connection, checkpoint, tables)

    def _use(self) -> None:
        generation.use(self.connection, [at for _, at in self.moving])

    def _whole_streams(self, streams: Range) -> Iterator[list[Row]]:
        """The events of whole streams, many streams at once."""
        query = """
            SELECT position, stream, version, type, recorded_at, state FROM ledger.event
            WHERE stream >= %s AND stream < %s AND position <= %s AND (%s::text[] IS NULL OR type = ANY(%s))
            ORDER BY stream, version
        """
        with self.connection.cursor("events", binary=True, row_factory=_row) as cursor:
            cursor.execute(query, (*streams, self.head.position, self.types, self.types))
            begun: list[Row] = []
            while found := cursor.fetchmany(FETCH):
                last = found[-1].stream
                end = next((at for at in range(len(found), 0, -1) if found[at - 1].stream != last), 0)
                if end == 0 and (not begun or begun[0].stream == last):
                    begun += found
                else:
                    yield begun + found[:end]
                    begun = found[end:]
            if begun:
                yield begun

    def _of_records(self, fold: Fold, at: Checkpoint, histories: Sequence[list[Read]]) -> Written:
        linked, broken = [], []
        alone: list[Draft] = []
        asked = self._askings(fold, at)
        for history in filter(records.of_candidate, histories):
            followed = asked.all and not any(map(records.turns_back, history))
            steps, poison, skipped = records.carry_on(None, history) if followed else ([], None, 0)
            record = steps[-1][1] if steps else None
            if not followed:
                record, poison, skipped = records.fold_whole(history)
            if poison:
                parking.park(self.connection, at, history[0].stream, poison.position, poison.code, skipped)
            if record is not None:
                lost = {record.stream: Lost(history[0].position, len(history) - 1)}
                parcel = Parcel(lost, {fold.records.name: [records.row(record)]})
                seen = None
                if asked.all and (others := ever_joined(history)):
                    self._joined[record.stream] = others
                elif asked.all:
                    taken = steps if followed else steps_of(None, (), history)
                    moved = follow(asked, {}, taken, {}, None, self.head)
                    parcel.rows[POOL_MOVES.name] = moved.rows.get(record.stream, [])
                    if moved.broken:
                        broken.append(Failure(parcel, moved.broken[record.stream][1]))
                        continue
                    seen = moved.seen.get(made_of([record]))
                if record.linked:
                    linked.append(parcel)
                else:
                    alone.append(Draft(parcel, [record], seen))
        self._linked += len(linked)
        parcels, failures = with_views(fold, alone)
        return parcels + linked, failures + broken

    def _askings(self, fold: Fold, at: Checkpoint) -> Askings:
        """All that was ever asked."""
        if at.schema not in self._asked:
            self._asked[at.schema] = askings(self.connection, all_ever=True) if fold.beside else Askings(())
        return self._asked[at.schema]

    def _of_log(self, log: Log, at: Checkpoint, histories: Sequence[list[Read]]) -> Written:
        parcels = []
        for history in histories:
            if ours := relevant(log, history):
                rows, poison, skipped = rows_of(log, ours, taken_back(history))
                stream = ours[0].stream
                if poison:
                    parking.park(self.connection, at, stream, poison.position, poison.code, skipped)
                parcels.append(Parcel({stream: Lost(ours[0].position, len(ours) - 1)}, {log.name: rows}))
        return parcels, []

    def _combine(self, fold: Fold, at: Checkpoint, found: Sequence[UUID]) -> int:
        """A person spread over ranges is written by the range of the lowest linked stream."""
        here = set(found)
        drafts: list[Draft] = []
        stored = records.held(self.connection, found)
        for group in components(records.whole(self.connection, stored, self.keyring)):
            if min(record.stream for record in group if record.linked) in here:
                lost = {record.stream: Lost(record.first_position, record.version - 1) for record in group}
                stale = [record.stream for record in group if not record.linked]
                drafts.append(Draft(Parcel(lost, {}, stale), group))
        return self._write(at, fold.shown, *with_views(fold, drafts))

    def _write(
        self, at: Checkpoint, tables: Sequence[Table], parcels: Sequence[Parcel], failures: Sequence[Failure]
    ) -> int:
        """Write the parcels and park the rest; answers how many parcels there were."""
        parking.park_failures(self.connection, at, [*failures, *write(self.connection, tables, parcels)])
        return len(parcels)


def _logged(moving: Moving) -> list[str]:
    """The types of events that logs are made of, and what takes them back."""
    types = {name for log, _ in moving if isinstance(log, Log) for name in log.types}
    return sorted(types | {TAKES_BACK})


def _row(_cursor: Any) -> Callable[[Sequence[Any]], Row]:
    return Row._make
