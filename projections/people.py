"""A batch of events into records, and the dossiers that they touch into the rows of every view."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.record import Record, takes_back
from domain.recorded import Recorded
from ledger.keyring import Keyring
from projections import parking, records
from projections.checkpoint import Checkpoint
from projections.person import Person, components, person
from projections.projection import Fold
from projections.reading import Read, code_of, histories
from projections.records import Held
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
    stored = records.held(connection, streams)
    touched = [stream for stream in streams if stream in stored or records.of_candidate(by_stream[stream])]
    until = max(reads[-1].position for reads in by_stream.values())
    anew = {each: until for each in touched if _to_fold_anew(by_stream[each], stored.get(each))}
    whole = histories(connection, anew, keyring)
    changed: dict[UUID, Record] = {}
    for stream in touched:
        if stream in whole:
            record, poison, skipped = records.fold_whole(whole[stream])
        else:
            begun = stored[stream].record if stream in stored else None
            record, poison, skipped = records.carry_on(begun, by_stream[stream])
        if poison:
            parking.park(connection, checkpoint, stream, poison.position, poison.code, skipped)
        if record is not None:
            changed[stream] = record
    lost = {stream: Lost(by_stream[stream][0].position, len(by_stream[stream]) - 1) for stream in changed}
    recombine(connection, fold, checkpoint, stored, changed, lost, keyring)


def fold_anew(
    connection: Connection[Any],
    fold: Fold,
    checkpoint: Checkpoint,
    streams: Collection[UUID],
    keyring: Keyring,
) -> None:
    """Fold these streams whole, up to the checkpoint: after a fault was mended, or a key destroyed."""
    stored = records.held(connection, streams)
    changed: dict[UUID, Record] = {}
    lost: dict[UUID, Lost] = {}
    failed: set[UUID] = set()
    for stream, reads in histories(connection, dict.fromkeys(streams, checkpoint.position), keyring).items():
        if not records.of_candidate(reads):
            continue
        record, poison, skipped = records.fold_whole(reads)
        if poison:
            parking.park(connection, checkpoint, stream, poison.position, poison.code, skipped)
            failed.add(stream)
        if record is not None:
            changed[stream], lost[stream] = record, Lost(reads[0].position, len(reads) - 1)
    failed |= recombine(connection, fold, checkpoint, stored, changed, lost, keyring)
    parking.release(connection, checkpoint, set(streams) - failed)


def recombine(
    connection: Connection[Any],
    fold: Fold,
    checkpoint: Checkpoint,
    stored: dict[UUID, Held],
    changed: dict[UUID, Record],
    lost: Mapping[UUID, Lost],
    keyring: Keyring,
) -> set[UUID]:
    """Write everyone who is, was or becomes one person with a changed record; answers whom it had to park."""
    joined = {link for record in changed.values() for link in record.linked} - stored.keys() - changed.keys()
    if joined:
        stored = stored | records.held(connection, joined)
    others = {stream: each for stream, each in stored.items() if stream not in changed}
    unchanged = records.whole(connection, others, keyring)
    drafts = []
    for group in components(unchanged | changed):
        streams = {record.stream: lost[record.stream] for record in group if record.stream in lost}
        streams = streams or {group[0].stream: Lost(group[0].last_position, 0)}
        stale = [record.stream for record in group if record.stream in stored]
        drafts.append((Parcel(streams, {fold.records.name: list(map(records.row, group))}, stale), group))
    parcels, failures = with_views(fold, drafts)
    failures += write(connection, fold.tables, parcels)
    return parking.park_failures(connection, checkpoint, failures)


def with_views(fold: Fold, drafts: Iterable[tuple[Parcel, Sequence[Record]]]) -> tuple[list[Parcel], list[Failure]]:
    """The parcels, with the rows of their people in every view; and those that it was not possible for.

    One view after the other: the same code over many people takes two thirds of the time that all of it takes over
    one person after the other (measured), because the processor knows its way by then.
    """
    going: list[tuple[Parcel, Person]] = []
    failures: list[Failure] = []
    for parcel, group in drafts:
        try:
            going.append((parcel, person(group)))
        except Exception as error:  # noqa: BLE001 - one person's rows must not stop everyone else's
            failures.append(Failure(parcel, code_of(error)))
    for view in fold.views:
        begun, going = going, []
        for parcel, one in begun:
            try:
                parcel.rows[view.table.name] = list(view.rows(one))
            except Exception as error:  # noqa: BLE001 - as above
                failures.append(Failure(parcel, code_of(error)))
            else:
                going.append((parcel, one))
    return [parcel for parcel, _ in going], failures


def _to_fold_anew(reads: Sequence[Read], stored: Held | None) -> bool:
    """What is not stored whole, unless it begins here; and what is not simply carried on."""
    if stored is not None and stored.record is None:
        return True
    first = reads[0]
    if stored is None and isinstance(first, Recorded) and first.version > 1:
        return True
    return any(isinstance(each, Recorded) and takes_back(each) for each in reads)
