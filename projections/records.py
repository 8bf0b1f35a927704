"""The records that the people's views are combined from: one row per candidate stream.

The row says how far the stream is folded and which records merges join to it. A short history is folded again from
the ledger whenever it is needed: that costs no more than reading the record back. Only of a long one is the record
itself kept, as JSON, so that one more event costs the same however many there are.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.events import TYPES
from domain.record import STEPS, Record, evolve, fold, record_json, takes_back
from domain.recorded import Recorded
from ledger.keyring import Keyring
from projections.projection import Table, Values
from projections.reading import Poison, Read, code_of, histories

LONG = 16
"""Events from which on a record is kept."""

RECORDS = Table(
    name="records",
    columns=("stream", "version", "position", "links", "state"),
    ddl="""
        CREATE TABLE records (
            stream   uuid   NOT NULL,
            version  bigint NOT NULL,
            position bigint NOT NULL,
            links    uuid[] NOT NULL,
            state    text
        ) WITH (toast_tuple_target = 8160)
    """,
    indexes="""
        ALTER TABLE records ADD PRIMARY KEY (stream);
        CREATE INDEX records_links ON records USING gin (links) WITH (fastupdate = off) WHERE links <> '{}';
    """,
)

OTHERS = frozenset(name for name, event in TYPES.items() if event not in STEPS)
"""Event types that say nothing of a candidate: they stand on the streams of jobs, batches, keys."""


Step = tuple[Recorded, Record]
"""An event, and its record after it."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is stored of a stream. `record` is None where it has to be folded again, up to `position`."""

    position: int
    record: Record | None


def row(record: Record) -> Values:
    state = record_json().dump_json(record).decode() if record.version >= LONG else None
    return record.stream, record.version, record.last_position, list(record.linked), state


def as_kept(kept: Iterable[Record]) -> dict[UUID, Held]:
    """The same of records that are at hand."""
    return {record.stream: Held(record.last_position, record) for record in kept}


def held(connection: Connection[Any], streams: Iterable[UUID]) -> dict[UUID, Held]:
    """What is stored of these streams, and of everyone whom merges join to them, from either side."""
    query = """
        SELECT stream, position, links, state FROM records WHERE stream = ANY(%(ids)s)
        UNION ALL
        SELECT stream, position, links, state FROM records
        WHERE links && %(ids)s AND links <> '{}' AND NOT stream = ANY(%(ids)s)
    """
    found: dict[UUID, Held] = {}
    asked: set[UUID] = set()
    wanted = set(streams)
    while wanted:
        asked |= wanted
        rows = connection.execute(query, {"ids": list(wanted)}, binary=True).fetchall()
        wanted = set()
        for stream, position, links, state in rows:
            if stream not in found:
                found[stream] = Held(position, record_json().validate_json(state) if state else None)
                wanted.update((stream, *links) if links else ())
        wanted -= asked
    return found


def whole(connection: Connection[Any], stored: dict[UUID, Held], keyring: Keyring) -> dict[UUID, Record]:
    """The records themselves."""
    found = {stream: each.record for stream, each in stored.items() if each.record}
    again = {stream: each.position for stream, each in stored.items() if not each.record}
    for stream, reads in histories(connection, again, keyring).items():
        record, _, _ = fold_whole(reads)
        if record is not None:
            found[stream] = record
    return found


def of_candidate(reads: Collection[Read]) -> bool:
    """Whether the stream is a candidate's. What can't be read is taken for one's, unless its type says not."""
    return any(each.type not in OTHERS if isinstance(each, Poison) else type(each.event) in STEPS for each in reads)


def fold_whole(reads: Sequence[Read]) -> tuple[Record | None, Poison | None, int]:
    """A whole stream as a record, up to the first event that can't be folded; how many follow that one."""
    whole: list[Recorded] = []
    for each in reads:
        if isinstance(each, Poison):
            return _fold(whole, each, len(reads) - len(whole) - 1)
        whole.append(each)
    return _fold(whole, None, 0)


def _fold(whole: Sequence[Recorded], poison: Poison | None, skipped: int) -> tuple[Record | None, Poison | None, int]:
    try:
        return fold(whole), poison, skipped
    except Exception as error:  # noqa: BLE001 - a poison event must not stop everyone else's
        cause = error
    record = None
    for place, each in enumerate(whole):
        try:
            record = evolve(record, each)
        except Exception as error:  # noqa: BLE001 - as above
            found = _poison(each, error)
            return record, found, skipped + len(whole) - place - 1 + (poison is not None)
    return None, _poison(whole[0], cause), skipped + len(whole) - 1


def carry_on(record: Record | None, reads: Sequence[Read]) -> tuple[list[Step], Poison | None, int]:
    """A record after each of more events of its stream, up to the first that can't be folded; that one, and how many
    follow it. None of them may take an event back.
    """
    steps: list[Step] = []
    for place, each in enumerate(reads):
        if isinstance(each, Poison):
            return steps, each, len(reads) - place - 1
        try:
            record = evolve(record, each)
        except Exception as error:  # noqa: BLE001 - as above
            return steps, _poison(each, error), len(reads) - place - 1
        steps.append((each, record))
    return steps, None, 0


def turns_back(each: Read) -> bool:
    """Whether its stream has to be folded anew for it."""
    return isinstance(each, Recorded) and takes_back(each)


def after(record: Record | None, recorded: Recorded, whole: Sequence[Recorded]) -> Record | None:
    """After one more event, the last of `whole`, which is folded where it takes another back. None: it can't be."""
    try:
        return fold(whole) if takes_back(recorded) else evolve(record, recorded)
    except Exception:  # noqa: BLE001 - as above: whoever folds the stream parks it
        return None


def _poison(recorded: Recorded, error: Exception) -> Poison:
    return Poison(recorded.stream, recorded.position, recorded.event.type, code_of(error))
