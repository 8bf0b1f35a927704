"""A batch of events into records, and the dossiers that they touch into the rows of every view."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.record import Record, takes_back
from domain.recorded import Recorded
from ledger.keyring import Keyring
from ledger.store import COLUMNS, Row
from projections import parking, records
from projections.checkpoint import Checkpoint
from projections.person import components, person
from projections.projection import Fold, Values
from projections.reading import Read, code_of, read
from projections.writing import Failure, Lost, Parcel, write


def fold_batch(
    connection: Connection[Any],
    fold: Fold,
    checkpoint: Checkpoint,
    by_stream: Mapping[UUID, Sequence[Read]],
    keyring: Keyring,
) -> None:
    """Carry on the records of these streams, and write their people anew."""
    parked = parking.among(connection, checkpoint, by_stream)
    parking.skip(connection, checkpoint, {stream: len(by_stream[stream]) for stream in parked})
    streams = by_stream.keys() - parked
    stored = records.load(connection, streams)
    touched = [stream for stream in streams if stream in stored or records.of_candidate(by_stream[stream])]
    anew = [stream for stream in touched if _to_fold_anew(by_stream[stream], stored.get(stream))]
    whole = histories(connection, anew, max(each[-1].position for each in by_stream.values()), keyring)
    changed: dict[UUID, Record] = {}
    for stream in touched:
        if stream in whole:
            record, poison, skipped = records.fold_whole(whole[stream])
        else:
            record, poison, skipped = records.carry_on(stored.get(stream), by_stream[stream])
        if poison:
            parking.park(connection, checkpoint, stream, poison.position, poison.code, skipped)
        if record is not None:
            changed[stream] = record
    lost = {stream: Lost(by_stream[stream][0].position, len(by_stream[stream]) - 1) for stream in changed}
    recombine(connection, fold, checkpoint, stored, changed, lost)


def fold_anew(
    connection: Connection[Any],
    fold: Fold,
    checkpoint: Checkpoint,
    streams: Collection[UUID],
    keyring: Keyring,
) -> None:
    """Fold these streams whole, up to the checkpoint: after a fault was mended, or a key destroyed."""
    stored = records.load(connection, streams)
    changed: dict[UUID, Record] = {}
    lost: dict[UUID, Lost] = {}
    failed: set[UUID] = set()
    for stream, reads in histories(connection, streams, checkpoint.position, keyring).items():
        if not records.of_candidate(reads):
            continue
        record, poison, skipped = records.fold_whole(reads)
        if poison:
            parking.park(connection, checkpoint, stream, poison.position, poison.code, skipped)
            failed.add(stream)
        if record is not None:
            changed[stream], lost[stream] = record, Lost(reads[0].position, len(reads) - 1)
    failed |= recombine(connection, fold, checkpoint, stored, changed, lost)
    parking.release(connection, checkpoint, set(streams) - failed)


def recombine(
    connection: Connection[Any],
    fold: Fold,
    checkpoint: Checkpoint,
    stored: dict[UUID, Record],
    changed: dict[UUID, Record],
    lost: Mapping[UUID, Lost],
) -> set[UUID]:
    """Write everyone who is, was or becomes one person with a changed record; answers whom it had to park."""
    joined = {link for record in changed.values() for link in record.linked} - stored.keys() - changed.keys()
    if joined:
        stored = stored | records.load(connection, joined)
    parcels, failures = [], []
    for group in components(stored | changed):
        streams = {record.stream: lost[record.stream] for record in group if record.stream in lost}
        streams = streams or {group[0].stream: Lost(group[0].last_position, 0)}
        stale = [record.stream for record in group if record.stream in stored]
        try:
            rows = {fold.records.name: [records.row(each) for each in group], **view_rows(fold, group)}
            parcels.append(Parcel(streams, rows, stale))
        except Exception as error:  # noqa: BLE001 - one person's rows must not stop everyone else's
            failures.append(Failure(Parcel(streams, {}), code_of(error)))
    failures += write(connection, fold.tables, parcels)
    return parking.park_failures(connection, checkpoint, failures)


def view_rows(fold: Fold, group: Sequence[Record]) -> dict[str, list[Values]]:
    """The rows of one person in every view, by table."""
    one = person(group)
    return {view.table.name: list(view.rows(one)) for view in fold.views}


def histories(
    connection: Connection[Any], streams: Iterable[UUID], until: int, keyring: Keyring
) -> dict[UUID, list[Read]]:
    """Whole streams from the ledger, up to a position."""
    wanted = list(streams)
    if not wanted:
        return {}
    query = f"""
        SELECT {COLUMNS} FROM ledger.event WHERE stream = ANY(%s) AND position <= %s ORDER BY stream, version
    """
    found = [Row(*row) for row in connection.execute(query, (wanted, until), binary=True)]
    gathered: dict[UUID, list[Read]] = {}
    for row, each in zip(found, read(found, keyring), strict=True):
        gathered.setdefault(row.stream, []).append(each)
    return gathered


def _to_fold_anew(reads: Sequence[Read], stored: Record | None) -> bool:
    if any(isinstance(each, Recorded) and takes_back(each) for each in reads):
        return True
    first = reads[0]
    return stored is None and isinstance(first, Recorded) and first.version > 1
