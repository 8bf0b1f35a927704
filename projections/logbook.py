"""A batch of events into the rows of a log, keyed by position."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection, sql

from domain.events import RecordedInError
from domain.recorded import Recorded
from ledger.keyring import Keyring
from projections import parking
from projections.checkpoint import Checkpoint
from projections.projection import Log, Values
from projections.reading import Poison, Read, code_of, histories
from projections.writing import Lost, Parcel, write

TAKES_BACK = str(RecordedInError.model_fields["type"].default)


def log_batch(
    connection: Connection[Any],
    log: Log,
    checkpoint: Checkpoint,
    by_stream: Mapping[UUID, Sequence[Read]],
    told: Collection[str],
    parked: Collection[UUID],
) -> None:
    """Add the rows of these events, of which `told` are the types, and mark those that are taken back; not of whoever
    is parked.
    """
    if log.types.isdisjoint(told):
        if TAKES_BACK in told:
            mark(connection, log, by_stream.values())
        return
    ours = {stream: relevant(log, reads) for stream, reads in by_stream.items()}
    parking.skip(connection, checkpoint, {stream: len(ours[stream]) for stream in parked})
    add(connection, log, checkpoint, {stream: reads for stream, reads in ours.items() if stream not in parked})
    mark(connection, log, by_stream.values())


def log_anew(
    connection: Connection[Any],
    log: Log,
    checkpoint: Checkpoint,
    streams: Collection[UUID],
    keyring: Keyring,
) -> None:
    """Write the rows of whole streams anew, up to the checkpoint."""
    connection.execute(
        sql.SQL("DELETE FROM {} WHERE stream = ANY(%s)").format(sql.Identifier(log.name)), (list(streams),)
    )
    whole = histories(connection, dict.fromkeys(streams, checkpoint.position), keyring)
    ours = {stream: relevant(log, reads) for stream, reads in whole.items()}
    failed = add(connection, log, checkpoint, ours)
    mark(connection, log, whole.values())
    parking.release(connection, checkpoint, set(streams) - failed)


def types_of(histories: Iterable[Sequence[Read]]) -> set[str]:
    """The types of all these events: most logs have rows for none of them."""
    return {each.type if isinstance(each, Poison) else each.event.type for reads in histories for each in reads}


def relevant(log: Log, reads: Sequence[Read]) -> list[Read]:
    types = log.types
    return [each for each in reads if (each.type if isinstance(each, Poison) else each.event.type) in types]


def add(
    connection: Connection[Any], log: Log, checkpoint: Checkpoint, ours: Mapping[UUID, Sequence[Read]]
) -> set[UUID]:
    """Copy the rows in; answers which streams it had to park."""
    parcels, failed = [], set()
    for stream, reads in ours.items():
        rows, poison, skipped = rows_of(log, reads, {})
        if poison:
            parking.park(connection, checkpoint, stream, poison.position, poison.code, skipped)
            failed.add(stream)
        if rows:
            lost = Lost(reads[0].position, len(reads) - 1)
            parcels.append(Parcel({stream: lost}, {log.name: rows}))
    failures = write(connection, log.tables, parcels)
    return failed | parking.park_failures(connection, checkpoint, failures)


def rows_of(log: Log, reads: Sequence[Read], taken_back: Mapping[int, int]) -> tuple[list[Values], Poison | None, int]:
    """The rows up to the first event that can't be logged; how many follow that one."""
    rows: list[Values] = []
    for place, each in enumerate(reads):
        if isinstance(each, Poison):
            return rows, each, len(reads) - place - 1
        try:
            rows.extend(log.rows(each, taken_back.get(each.position)))
        except Exception as error:  # noqa: BLE001 - a poison event must not stop everyone else's
            poison = Poison(each.stream, each.position, each.event.type, code_of(error))
            return rows, poison, len(reads) - place - 1
    return rows, None, 0


def taken_back(reads: Sequence[Read]) -> dict[int, int]:
    """Positions that were recorded in error, each with the first event that says so."""
    found: dict[int, int] = {}
    for each in reads:
        if type(each) is Recorded and type(each.event) is RecordedInError:
            found.setdefault(each.event.position, each.position)
    return found


def mark(connection: Connection[Any], log: Log, histories: Collection[Sequence[Read]]) -> None:
    """The rows of what was recorded in error stay, and say by which event they are void."""
    void = [(reads[0].stream, *pair) for reads in histories for pair in taken_back(reads).items()]
    if void:
        connection.execute(
            sql.SQL(
                "UPDATE {} log SET voided_by = void.by"
                " FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS void(stream, position, by)"
                " WHERE log.position = void.position AND log.stream = void.stream AND log.voided_by IS NULL"
            ).format(sql.Identifier(log.name)),
            [list(column) for column in zip(*void, strict=True)],
        )
