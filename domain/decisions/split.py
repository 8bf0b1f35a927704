"""A merge is taken back, or one record is split out of a dossier of several: from then on they are different people."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, known
from domain.dossier import Dossier
from domain.events import AnyEvent, CandidateAbsorbed, CandidateMerged, DifferentPeopleAsserted, MergeReversed
from domain.links import Links


class ReverseMerge(OfCandidate):
    """They are two again, and asserted to be different people. What `absorbed` had absorbed goes with it."""

    type: Literal["reverse-merge"] = "reverse-merge"
    absorbed: UUID


class SplitRecord(OfCandidate):
    """`record` is somebody else than the rest of the dossier, wherever in it the record stands.

    Of what the record had absorbed itself, those in `along` go with it, and with them what they had absorbed;
    the others stay with the rest: joined to whoever had absorbed the record or, where it was the survivor, to
    the oldest of them.
    """

    type: Literal["split-record"] = "split-record"
    record: UUID
    along: tuple[UUID, ...] = ()


def reverse(
    survivor: Dossier | None,
    absorbed: Dossier | None,
    command: ReverseMerge,
    _at: datetime,
    _rules: Rules,
) -> Sequence[On]:
    one, other = known(survivor), known(absorbed)
    into = other.record(command.absorbed).links.absorbed_into
    if into != command.candidate or command.absorbed not in one.record(command.candidate).links.absorbed:
        raise Refused("not_merged")
    return _reversed(command.candidate, command.absorbed)


def split(
    dossier: Dossier | None,
    of_record: Dossier | None,
    command: SplitRecord,
    _at: datetime,
    _rules: Rules,
) -> Sequence[On]:
    person = known(dossier)
    known(of_record)
    if command.record not in person.members:
        raise Refused("not_merged")
    record = person.record(command.record)
    own = record.links.absorbed
    if not set(command.along) <= own.keys():
        raise Refused("not_merged", ", ".join(str(each) for each in command.along if each not in own))
    leaving = {record.stream, *below(person, command.along)}
    rest = [each.stream for each in person.records if each.stream not in leaving]
    if not rest:
        raise Refused("not_merged")
    staying = sorted(own.keys() - set(command.along), key=lambda each: person.record(each).first_position)
    into = record.links.absorbed_into
    events: list[On] = [] if into is None else _reversed(into, record.stream)
    for each in staying:
        events += _reversed(record.stream, each)
    keeper, orphans = (into, staying) if into is not None else (staying[0], staying[1:])
    for each in orphans:
        events += _both((keeper, CandidateMerged(absorbed=each)), (each, CandidateAbsorbed(survivor=keeper)))
    parted = {into, *staying}
    for each in rest:
        if each not in parted:
            events += _different(record.stream, each, record.links)
    return events


def below(person: Dossier, streams: Iterable[UUID]) -> set[UUID]:
    """These records and all that they absorbed, directly or not."""
    found: set[UUID] = set()
    waiting = list(streams)
    while waiting:
        each = waiting.pop()
        found.add(each)
        waiting += person.record(each).links.absorbed
    return found


def _reversed(survivor: UUID, absorbed: UUID) -> list[On]:
    event = MergeReversed(survivor=survivor, absorbed=absorbed)
    return _both((survivor, event), (absorbed, event))


def _different(one: UUID, other: UUID, links: Links) -> list[On]:
    if other in links.different:
        return []
    return _both((one, DifferentPeopleAsserted(other=other)), (other, DifferentPeopleAsserted(other=one)))


def _both(*sides: tuple[UUID, AnyEvent]) -> list[On]:
    return [On(stream, event) for stream, event in sides]
