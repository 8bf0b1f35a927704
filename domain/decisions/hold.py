"""A legal hold keeps what an erasure would take, until two people let it go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, everywhere, human, remembered
from domain.dossier import Dossier
from domain.events import LegalHoldPlaced, LegalHoldReleased, LegalHoldReleaseProposed
from domain.rights import Hold
from domain.vocabulary import ActorId, Code, DataClass


class PlaceLegalHold(OfCandidate):
    """`hold` is a new id, chosen by the caller."""

    type: Literal["place-legal-hold"] = "place-legal-hold"
    hold: UUID
    why: Code
    classes: tuple[DataClass, ...] | None = Field(default=None, min_length=1)


class ProposeHoldRelease(OfCandidate):
    type: Literal["propose-hold-release"] = "propose-hold-release"
    hold: UUID
    by: ActorId | None = None


class ReleaseLegalHold(OfCandidate):
    """By somebody else than who proposed it."""

    type: Literal["release-legal-hold"] = "release-legal-hold"
    hold: UUID
    by: ActorId | None = None


def place(dossier: Dossier | None, command: PlaceLegalHold, _at: datetime, _rules: Rules) -> Sequence[On]:
    person = remembered(dossier)
    if command.hold in person.rights.holds:
        return []
    return everywhere(person, LegalHoldPlaced(hold=command.hold, why=command.why, classes=command.classes))


def propose(dossier: Dossier | None, command: ProposeHoldRelease, _at: datetime, _rules: Rules) -> Sequence[On]:
    person = remembered(dossier)
    hold, by = _standing(person, command.hold), human(command.by)
    if by in hold.proposed_by:
        return []
    return everywhere(person, LegalHoldReleaseProposed(hold=hold.hold, proposed_by=by))


def release(dossier: Dossier | None, command: ReleaseLegalHold, _at: datetime, _rules: Rules) -> Sequence[On]:
    person = remembered(dossier)
    hold, by = _standing(person, command.hold), human(command.by)
    if not hold.proposed_by or by in hold.proposed_by:
        raise Refused("four_eyes")
    return everywhere(person, LegalHoldReleased(hold=hold.hold, released_by=by))


def _standing(person: Dossier, hold: UUID) -> Hold:
    found = person.rights.holds.get(hold)
    if found is None or found.released:
        raise Refused("no_such_hold")
    return found
