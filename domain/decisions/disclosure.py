"""People are exported, and disclosed to somebody outside only on a ground of each person's own.

A separate consent for this recipient comes first (PIPL 23). Without it, somebody may name a legal duty, or a ground
that the person's place admits for the purpose; nothing is disclosed of whom the processing is restricted (GDPR 18).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.consents import Scope
from domain.decision import Command, On, Refused, Rules
from domain.decisions.addressed import OfCandidate, known
from domain.dossier import Dossier
from domain.events import PeopleExported, PersonalDataDisclosed
from domain.gate.regimes import ADMITS, regime_of
from domain.recorded import Recorded
from domain.vocabulary import Basis, Code, DataClass, ExportFormat, Purpose

IN_ONE_EVENT = 10_000
"""People: about 400 kB."""
CLASSES = (DataClass.IDENTITY, DataClass.CAREER)
"""What a file of people holds."""
NAMED = (Basis.CONTRACT, Basis.LEGITIMATE_INTEREST)
"""Grounds that a place may admit without the person's word."""


class ExportPeople(Command):
    """`export` is a new id."""

    type: Literal["export-people"] = "export-people"
    export: UUID
    format: ExportFormat
    why: Code
    recipient: Code | None = None
    read_at: int = Field(ge=0)
    pool: UUID | None = None
    people: tuple[UUID, ...]


class DisclosePersonalData(OfCandidate):
    type: Literal["disclose-personal-data"] = "disclose-personal-data"
    recipient: Code
    purpose: Purpose
    controller: Code = "main"
    basis: Basis | None = None
    """What is claimed where the person gave no consent for this recipient."""
    export: UUID | None = None


def fold_export(history: Sequence[Recorded]) -> int | None:
    """How many events it has."""
    return len(history) or None


def export(there: int | None, command: ExportPeople, _at: datetime, _rules: Rules) -> Sequence[On]:
    if there:
        raise Refused("export_exists")
    parts = [command.people[at : at + IN_ONE_EVENT] for at in range(0, len(command.people), IN_ONE_EVENT)] or [()]
    return [
        On(
            command.export,
            PeopleExported(
                format=command.format,
                why=command.why,
                recipient=command.recipient,
                read_at=command.read_at,
                pool=command.pool,
                size=len(command.people),
                part=number,
                parts=len(parts),
                people=people,
            ),
        )
        for number, people in enumerate(parts, start=1)
    ]


def disclose(dossier: Dossier | None, command: DisclosePersonalData, at: datetime, _rules: Rules) -> Sequence[On]:
    person = known(dossier)
    if person.erased or person.void:
        raise Refused("candidate_erased" if person.erased else "candidate_void")
    if person.boundaries.restricted is not None:
        raise Refused("processing_restricted")
    basis, position = _ground(person, command, at)
    event = PersonalDataDisclosed(
        recipient=command.recipient,
        purpose=command.purpose,
        controller=command.controller,
        basis=basis,
        basis_position=position,
        export=command.export,
        classes=CLASSES,
    )
    return [On(person.candidate, event)]


def _ground(person: Dossier, command: DisclosePersonalData, at: datetime) -> tuple[Basis, int | None]:
    for grant in person.consents.grants:
        if (grant.purpose, grant.controller, grant.recipient) == (
            *(command.purpose, command.controller),
            command.recipient,
        ):
            scopes = (Scope(grant.purpose, each, grant.controller, grant.recipient) for each in grant.channels)
            if held := next(filter(None, (person.consents.basis(scope, at) for scope in scopes)), None):
                return Basis.CONSENT, held.position
    if command.basis is Basis.LEGAL_DUTY:
        return command.basis, None
    place = person.settings.get("jurisdiction")
    admitted = ADMITS[regime_of(place.value if place else None)][command.purpose]
    if command.basis in NAMED and command.basis in admitted and not _objected(person, command):
        return command.basis, None
    raise Refused("disclosure_without_basis")


def _objected(person: Dossier, command: DisclosePersonalData) -> bool:
    """A no to the purpose, on whichever record, stands against every ground but a duty."""
    return any(
        each.purpose in (None, command.purpose)
        and each.controller in (None, command.controller)
        and each.recipient in (None, command.recipient)
        for each in person.consents.withdrawals
    )
