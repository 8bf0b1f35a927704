"""Merges by a policy that a newer model would not make, and that nobody has answered since."""

from datetime import datetime
from uuid import UUID

from domain.dossier import Dossier
from domain.events import MergeQuestioned
from domain.value import value


@value
class Doubt:
    absorbed: UUID
    survivor: UUID
    position: int
    """Of the event that says so."""
    recorded_at: datetime
    seen: MergeQuestioned


def doubts(person: Dossier) -> list[Doubt]:
    """A reversal answers one, and so does saying that the two are one person."""
    found = []
    for record in person.records:
        said = record.matches.questioned
        if said is None or confirmed(person, record.stream):
            continue
        if record.links.absorbed_into == said.seen.survivor and said.position > merged_at(person, record.stream):
            found.append(Doubt(record.stream, said.seen.survivor, said.position, said.recorded_at, said.seen))
    return found


def merged_at(person: Dossier, absorbed: UUID) -> int:
    """The position of the merge, 0 where there is none."""
    into = person.record(absorbed).links.absorbed_into
    return person.record(into).links.absorbed.get(absorbed, 0) if into and into in person.members else 0


def confirmed(person: Dossier, absorbed: UUID) -> bool:
    """A human said since the merge that the two are one person."""
    links = person.record(absorbed).links
    into = links.absorbed_into
    return into is not None and links.same.get(into, 0) > merged_at(person, absorbed)
