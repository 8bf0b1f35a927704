"""`erase`: who was approved to be forgotten is forgotten, step by step. Begun again, each step finds what is left.

The keys go first: from then on nothing that is written anew can hold anything of the person. What they are looked for
by afterwards is read before that and held in memory alone; after a crash in between, only their ids are known.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from domain.decisions import RecordErased, RecordErasureScan
from domain.decisions.erasure import LATER
from domain.dossier import Dossier
from domain.outreach import AttemptState
from domain.retention import to_erase
from domain.rights import Erasure, ErasureState
from domain.vocabulary import Code, DataClass
from ledger.envelope import Origin
from ledger.identity.rows import MatchTables
from ledger.sink import Sink
from ledger.traces import OwnValues, Traces, own_values, traces
from projections.forgetting import fold_anew
from workers import due as work
from workers.due import Due
from workers.equipment import Equipment, Heard, PutOff
from workers.residue import residue

BY = Origin(actor="system:erasure")
ON_ITS_WAY = timedelta(minutes=1)
"""A message that was dispatched so lately may still be in somebody's hands."""
SOON = timedelta(seconds=5)
PATIENCE = timedelta(minutes=30)
"""After all attempts were in vain."""
ALONE = 21_071
"""The class of the advisory lock; the other half is a hash of the erasure."""


@dataclass(frozen=True, slots=True)
class Erasing:
    equipment: Equipment
    traces: Traces
    classes: frozenset[DataClass]
    values: OwnValues


Step = Callable[[Erasing], None]


def destroy_keys(erasing: Erasing) -> None:
    """Those of the person, of messages of theirs, and of the files that they were imported from."""
    keyring = erasing.equipment.ledger.keyring
    for member in erasing.traces.members:
        for data_class in sorted(erasing.classes):
            keyring.destroy(member, data_class)
    if DataClass.CONVERSATION in erasing.classes:
        for message in erasing.traces.messages:
            for data_class in DataClass:
                keyring.destroy(message, data_class)
    if DataClass.IDENTITY in erasing.classes:
        for batch in erasing.traces.batches:
            keyring.destroy(batch, DataClass.DOCUMENT)


def unmatch(erasing: Erasing) -> None:
    if DataClass.IDENTITY in erasing.classes:
        MatchTables(erasing.equipment.ledger.store.pool).unmatch(erasing.traces.members)


def stop_work(erasing: Erasing) -> None:
    """Messages in Redis hold a task's name and a position; whoever takes one finds nothing due."""
    with erasing.equipment.ledger.store.pool.connection() as session:
        work.forget(session, erasing.traces.members)


def drop_mails(erasing: Erasing) -> None:
    sink = Sink(erasing.equipment.settings.sink)
    for contact in erasing.traces.contacts:
        sink.drop(str(contact))


def delete_files(erasing: Erasing) -> None:
    """In the blob store nobody can open them any more; they are not kept for that."""
    if DataClass.DOCUMENT in erasing.classes:
        for file in erasing.traces.files:
            erasing.equipment.blobs.delete(file)


def fold(erasing: Erasing) -> None:
    fold_anew(erasing.equipment.settings, erasing.traces.members, [*erasing.values.telling, *erasing.values.others])


STEPS: tuple[Step, ...] = (destroy_keys, unmatch, stop_work, drop_mails, delete_files, fold)


def erase(equipment: Equipment, due: Due, heard: Heard, steps: tuple[Step, ...] = STEPS) -> None:
    """Raises PutOff, Interrupted, and LedgerFault to try again."""
    with _alone(equipment, due.about):
        person, _ = equipment.ledger.dossier(due.stream, sees=())
        erasure = person.rights.erasures.get(due.about) if person else None
        if person is None or erasure is None or not erasure.decided:
            equipment.ledger.store.durable()
            return
        values = OwnValues()
        if classes := _classes(equipment, person, erasure):
            found = _settled(equipment, person)
            values = own_values(equipment.ledger, found)
            erasing = Erasing(equipment, found, classes, values)
            for done, step in enumerate(steps):
                heard(done, len(steps))
                step(erasing)
            command = RecordErased(candidate=person.candidate, erasure=erasure.erasure, erased=tuple(sorted(classes)))
            equipment.ledger.submit(command, BY)
        if classes or erasure.scanned is None:
            scan(equipment, person.members, erasure.erasure, values, heard)
        equipment.ledger.store.durable()
        _wait_for_the_rest(equipment, due)


def scan(equipment: Equipment, members: tuple[UUID, ...], erasure: UUID, values: OwnValues, heard: Heard) -> None:
    """Look for what is left, and say in the ledger what was found."""
    seen = residue(equipment, traces(equipment.ledger, members), values, heard)
    command = RecordErasureScan(
        candidate=members[0],
        erasure=erasure,
        values=len(values),
        places=seen.places,
        found=seen.found,
        residue_days=equipment.settings.residue_days,
    )
    equipment.ledger.submit(command, BY)


def never_given_up(equipment: Equipment, due: Due, code: Code) -> None:
    """An erasure that was approved is owed: its attempts are counted anew. Raises StillOwed."""
    with equipment.ledger.store.pool.connection() as session:
        work.begin_anew(session, due, PATIENCE)
    raise StillOwed(code)


class StillOwed(Exception):
    """It could not be carried out, and stays due."""

    code = "still_owed"


def _wait_for_the_rest(equipment: Equipment, due: Due) -> None:
    """Raises PutOff where something is kept for now."""
    person, _ = equipment.ledger.dossier(due.stream, sees=())
    assert person is not None
    kept = [each for each in person.rights.erasures[due.about].verdicts if each.because]
    if kept:
        now = equipment.ledger.clock()
        days = [datetime.combine(each.until, time(), UTC) for each in kept if each.until and each.until > now.date()]
        raise PutOff(min(days, default=now + LATER))


def _classes(equipment: Equipment, person: Dossier, erasure: Erasure) -> frozenset[DataClass]:
    """What is to go now and has not gone."""
    verdicts = to_erase(person, erasure.verdicts, equipment.ledger.clock())
    gone = erasure.erased if erasure.state is ErasureState.ERASED else ()
    return frozenset(each.data_class for each in verdicts if each.because is None) - set(gone)


def _settled(equipment: Equipment, person: Dossier) -> Traces:
    """Where the person is, once nothing of theirs is on its way. Raises PutOff."""
    now = equipment.ledger.clock()
    found = traces(equipment.ledger, person.members)
    leaving = [
        each
        for each in person.contacts.attempts.values()
        if each.state is AttemptState.DISPATCHED and each.since > now - ON_ITS_WAY
    ]
    if leaving or found.importing:
        raise PutOff(now + SOON)
    return found


@contextmanager
def _alone(equipment: Equipment, erasure: UUID) -> Iterator[None]:
    """It is asked for on each of the person's records, and done once. Raises PutOff."""
    key = ALONE, erasure.int & 0x7FFFFFFF
    with equipment.ledger.store.pool.connection() as session:
        if session.execute("SELECT pg_try_advisory_lock(%s, %s)", key).fetchone() != (True,):
            raise PutOff(equipment.ledger.clock() + SOON)
        try:
            yield
        finally:
            if not session.closed:
                session.execute("SELECT pg_advisory_unlock(%s, %s)", key)
