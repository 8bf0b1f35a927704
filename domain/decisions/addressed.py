"""Whom a command speaks of, and whether it can."""

from uuid import UUID

from domain.decision import Command, On, Refused, Rules
from domain.dossier import Dossier
from domain.events import AnyEvent
from domain.vocabulary import ActorId


class OfCandidate(Command):
    candidate: UUID


def known(dossier: Dossier | None) -> Dossier:
    """Raises Refused."""
    if dossier is None:
        raise Refused("no_such_candidate")
    return dossier


def addressed(dossier: Dossier | None, candidate: UUID, rules: Rules) -> Dossier:
    """The person, if something new can be said of them under this id. Raises Refused.

    An import speaks of the record that its source described, so it may name one that was merged away.
    """
    person = known(dossier)
    if person.record(candidate).void:
        raise Refused("candidate_void")
    if person.erased:
        raise Refused("candidate_erased")
    if candidate != person.candidate and not rules.claimed:
        raise Refused("merged_away", str(person.candidate))
    return person


def remembered(dossier: Dossier | None) -> Dossier:
    """Under any of the person's ids, as a withdrawal. Raises Refused."""
    person = known(dossier)
    if person.erased:
        raise Refused("candidate_erased")
    return person


def everywhere(person: Dossier, event: AnyEvent) -> list[On]:
    """On each of the person's records: a reversal of a merge can't leak it."""
    return [On(record.stream, event) for record in person.records]


def human(actor: str | None) -> ActorId:
    """Raises Refused."""
    if actor is None or not is_human(actor):
        raise Refused("human_required")
    return actor


def is_human(actor: str | None) -> bool:
    """A person, or a key that stands for one; never a policy or the system."""
    return actor is not None and actor.startswith(("user:", "key:"))
