"""A batch of events into records, and the dossiers that they touch into the rows of every view."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.record import Record
from domain.recorded import Recorded
from ledger.keyring import Keyring
from projections import moving, parking, pool_filters, pool_moves, records
from projections.at_hand import AtHand, Known
from projections.checkpoint import Checkpoint
from projections.moving import Moved, Until
from projections.person import components
from projections.projection import Fold, Values
from projections.reading import Poison, Read, histories, is_erasure
from projections.records import Held, Step
from projections.shown import Draft, with_views
from projections.writing import Failure, Lost, Parcel, write


def fold_batch(
    connection: Connection[Any],
    fold: Fold,
    checkpoint: Checkpoint,
    by_stream: Mapping[UUID, Sequence[Read]],
    parked: Collection[UUID],
    moment: datetime,
    keyring: Keyring,
    hand: AtHand,
) -> Collection[UUID]:
    """Carry on the records of these streams, write their people anew, and tell how they moved through pools.

    `moment` is when the last event was recorded. Answers whose moves are told up to it.
    """
    if any(map(is_erasure, chain.from_iterable(by_stream.values()))):
        hand.forget()
    parking.skip(connection, checkpoint, {stream: len(by_stream[stream]) for stream in parked})
    streams = by_stream.keys() - parked
    known = hand.known(streams)
    stored = records.held(connection, streams - known.keys()) | records.as_kept(
        record for one in known.values() for record in one.records.values()
    )
    touched = [stream for stream in streams if stream in stored or records.of_candidate(by_stream[stream])]
    until = max(reads[-1].position for reads in by_stream.values())
    anew = {each: until for each in touched if _to_fold_anew(by_stream[each], stored.get(each))}
    whole = histories(connection, anew, keyring)
    begun: dict[UUID, Record] = {}
    changed: dict[UUID, Record] = {}
    steps: list[Step] = []
    for stream in touched:
        reads, earlier = by_stream[stream], before(by_stream[stream], whole.get(stream, ()))
        held = stored[stream].record if stream in stored else None
        record = held or (records.fold_whole(earlier)[0] if earlier else None)
        if record is not None:
            begun[stream] = record
        if stream in whole and (
            any(map(records.turns_back, reads)) or any(isinstance(each, Poison) for each in earlier)
        ):
            taken = list(moving.steps_of(record, earlier, reads))
            record, poison, skipped = records.fold_whole(whole[stream])
        else:
            taken, poison, skipped = records.carry_on(record, reads)
            record = taken[-1][1] if taken else record
        steps += taken
        if poison:
            parking.park(connection, checkpoint, stream, poison.position, poison.code, skipped)
        if record is not None:
            changed[stream] = record
    lost = {stream: Lost(by_stream[stream][0].position, len(by_stream[stream]) - 1) for stream in changed}
    joined = {link for record in begun.values() for link in record.linked}
    for stream, record in begun.items():
        if stream in stored and stream not in known and not record.linked and stream not in joined:
            hand.keep(Known({stream: record}, None, {}))

    told = set[UUID]()

    def moves(unchanged: Mapping[UUID, Record]) -> Moved:
        askings = pool_filters.askings(connection)
        if not askings.all:
            return Moved()
        known = {**unchanged, **begun}
        since = Until(checkpoint.position, checkpoint.moment) if checkpoint.moment else None
        within = moving.within(connection, known)
        moved = moving.follow(askings, known, steps, within, since, Until(until, moment), hand.seen(known))
        told.update(moved.rows)
        return moved

    failed = recombine(
        connection, fold, checkpoint, stored, changed, lost, keyring, moves if fold.beside else _nobody_moves, hand
    )
    return told - failed


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

    def moves(unchanged: Mapping[UUID, Record]) -> Moved:
        if checkpoint.moment is None:
            return Moved()
        until = Until(checkpoint.position, checkpoint.moment)
        askings = pool_filters.askings(connection, all_ever=True)
        return moving.anew(connection, askings, {*unchanged, *changed}, until, keyring)

    moved = moves if fold.beside else None
    failed |= recombine(
        connection, fold, checkpoint, stored, changed, lost, keyring, moved or _nobody_moves, AtHand(), anew=True
    )
    parking.release(connection, checkpoint, set(streams) - failed)


def recombine(
    connection: Connection[Any],
    fold: Fold,
    checkpoint: Checkpoint,
    stored: dict[UUID, Held],
    changed: dict[UUID, Record],
    lost: Mapping[UUID, Lost],
    keyring: Keyring,
    moves: Callable[[Mapping[UUID, Record]], Moved],
    hand: AtHand,
    *,
    anew: bool = False,
) -> set[UUID]:
    """Write everyone who is, was or becomes one person with a changed record; answers whom it had to park.

    `moves` tells the moves of all of them, given the records that did not change; `anew` if from the beginning.
    """
    joined = {link for record in changed.values() for link in record.linked} - stored.keys() - changed.keys()
    if joined:
        stored = stored | records.held(connection, joined)
    others = {stream: each for stream, each in stored.items() if stream not in changed}
    unchanged = records.whole(connection, others, keyring)
    moved = moves(unchanged)
    drafts: list[Draft] = []
    broken = []
    for group in components(unchanged | changed):
        ids = [record.stream for record in group]
        streams = {each: lost[each] for each in ids if each in lost}
        streams = streams or {group[0].stream: Lost(group[0].last_position, 0)}
        rows = {fold.records.name: list(map(records.row, group))}
        rows[pool_moves.TABLE.name] = [row for each in ids for row in moved.rows.get(each, ())]
        parcel = Parcel(streams, rows, [each for each in ids if each in stored], ids if anew else ())
        if why := next((moved.broken[each] for each in ids if each in moved.broken), None):
            broken.append(Failure(parcel, why[1]))
        else:
            seen = moved.seen.get(moving.made_of(group))
            drafts.append(Draft(parcel, group, seen, hand.whole(ids)))
    parcels, failures = with_views(fold, drafts)
    failures += broken + write(connection, fold.tables, parcels)
    hand.drop(unchanged.keys() | changed.keys())
    failed = {id(failure.parcel) for failure in failures}
    for draft in drafts:
        if id(draft.parcel) not in failed:
            hand.keep(Known({record.stream: record for record in draft.records}, draft.seen, _rows(fold, draft)))
    return parking.park_failures(connection, checkpoint, failures)


def _rows(fold: Fold, draft: Draft) -> dict[str, list[Values]]:
    """As they are stored now, as far as that is known."""
    before = draft.before.rows if draft.before else {}
    made = {view.table.name: draft.parcel.rows.get(view.table.name, before.get(view.table.name)) for view in fold.views}
    return {name: rows for name, rows in made.items() if rows is not None}


def _nobody_moves(_unchanged: Mapping[UUID, Record]) -> Moved:
    return Moved()


def _to_fold_anew(reads: Sequence[Read], stored: Held | None) -> bool:
    """What is not stored whole, unless it begins here; and what is not simply carried on."""
    if stored is not None and stored.record is None:
        return True
    first = reads[0]
    if stored is None and isinstance(first, Recorded) and first.version > 1:
        return True
    return any(map(records.turns_back, reads))


def before(reads: Sequence[Read], whole: Sequence[Read]) -> list[Read]:
    """What of a whole history comes before these events of it."""
    return [each for each in whole if each.position < reads[0].position]
