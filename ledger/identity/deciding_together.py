"""What follows from many comparisons, in one append.

Those that touch one dossier wait for a merge of it: each is decided on what the one before it made of it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from domain.decisions.matching import settled
from domain.dossier import Dossier, dossier_of
from domain.events import CandidateMerged
from domain.record import Record, fold
from ledger.codec import NewEvent
from ledger.envelope import new_id, numbered
from ledger.faults import Moved
from ledger.identity.deciding import ATTEMPTS, BY_POLICY, Near, by_policy, joining
from ledger.identity.known import Known
from ledger.store import Receipt

if TYPE_CHECKING:
    from ledger.identity.engine import Engine
    from ledger.ledger import Ledger

AT_ONCE = 100
"""Matches of one append."""


def decide_together(engine: "Engine", waiting: Sequence[Near]) -> Receipt | None:
    """Store what follows, and answer the last append. What was decided before, by whoever compared them first, is not
    said twice. Raises Moved after `ATTEMPTS`."""
    last = None
    for at in range(0, len(waiting), AT_ONCE):
        last = _at_once(engine, waiting[at : at + AT_ONCE], ATTEMPTS) or last
    return last


def _at_once(engine: "Engine", waiting: Sequence[Near], attempts: int) -> Receipt | None:
    """In halves when a dossier moves meanwhile, so that it holds up nobody else's."""
    last = None
    while waiting:
        try:
            receipt, left = _decided(engine, waiting)
        except Moved:
            if attempts == 1:
                raise
            half = -(-len(waiting) // 2)
            for part in (waiting[:half], waiting[half:]):
                last = _at_once(engine, part, attempts - 1) or last
            return last
        last, waiting = receipt or last, left
    return last


def _decided(engine: "Engine", waiting: Sequence[Near]) -> tuple[Receipt | None, list[Near]]:
    """Those whose dossiers no merge before them changes, and who is left, in their order."""
    records, versions = _read(engine.ledger, [stream for each in waiting for stream in (each.new.stream, *each.found)])
    standing = [(each, *_dossiers(records, each)) for each in waiting]
    known = {stream: member.features for each in waiting for stream, member in each.found.items()}
    members = {member for _, _, others in standing for dossier in others for member in dossier.members}
    known |= Known(engine, members - known.keys()).features
    events: list[NewEvent] = []
    reached = dict(versions)
    merging: set[UUID] = set()
    left = []
    for each, own, others in standing:
        if own is None or _said(own, each):
            continue
        touched = {member for dossier in (own, *others) for member in dossier.members}
        if not merging.isdisjoint(touched):
            left.append(each)
            merging |= touched
            continue
        happened = settled(own, others, each.new.stream, joining(each, own, others, known), engine.ledger.clock())
        if any(isinstance(on.event, CandidateMerged) for on in happened):
            merging |= touched
        new = numbered(happened, reached, by_policy(each.model), BY_POLICY, new_id())
        reached |= {event.stream: event.version for event in new}
        events += new
    return (engine.ledger.append(events, unmoved=versions) if events else None), left


def _said(own: Dossier, near: Near) -> bool:
    """Whether somebody did so since the record was described: then a process ended, or fell behind, after it."""
    matches = next(record.matches for record in own.records if record.stream == near.new.stream)
    return any(
        each.position > near.new.event and each.seen.model == near.model.version for each in matches.assessed.values()
    )


def _read(ledger: "Ledger", streams: Iterable[UUID]) -> tuple[dict[UUID, Record], dict[UUID, int]]:
    """All records of these people, and the version of each stream."""
    records: dict[UUID, Record] = {}
    versions: dict[UUID, int] = {}
    waiting = list(dict.fromkeys(streams))
    while waiting:
        versions |= dict.fromkeys(waiting, 0)
        for stream, history in ledger.histories(waiting, unseal=False).items():
            versions[stream] = history[-1].version
            if (record := fold(history)) is not None:
                records[stream] = record
        waiting = list({link for each in waiting if each in records for link in records[each].linked} - versions.keys())
    return records, versions


def _dossiers(records: dict[UUID, Record], near: Near) -> tuple[Dossier | None, list[Dossier]]:
    """The new record's own, and every other one that holds one of `found`; None where there is no record (any more)."""
    own = dossier_of(near.new.stream, records.get)
    if own is None or own.void:
        return None, []
    others: list[Dossier] = []
    for stream in near.found:
        if not any(stream in each.members for each in (own, *others)):
            other = dossier_of(stream, records.get)
            if other is not None and not other.void:
                others.append(other)
    return own, others
