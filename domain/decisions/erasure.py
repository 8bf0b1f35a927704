"""Somebody is forgotten: one asks, another approves, and what may not be kept goes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, everywhere, human, known, remembered
from domain.dossier import Dossier
from domain.events import (
    AddressSuppressed,
    CandidateErased,
    ContactRefused,
    ErasureApproved,
    ErasureConfirmed,
    ErasureRefused,
    ErasureRequested,
    ErasureScanned,
    ProcessingRestricted,
    RightsRequestAnswered,
)
from domain.gate import Around
from domain.outreach import AttemptState
from domain.retention import judged, to_erase
from domain.rights import Erasure, ErasureState
from domain.vocabulary import ActorId, Code, DataClass, ErasureGround, WhyNot

A_RULE = "policy:"
LATER = timedelta(days=30)
"""When what is kept without a known end is looked at again."""


class RequestErasure(OfCandidate):
    """`erasure` is a new id, chosen by the caller."""

    type: Literal["request-erasure"] = "request-erasure"
    erasure: UUID
    why: Literal["request", "basis-ended", "retention", "unlawful", "other"] = "other"


class ApproveErasure(OfCandidate):
    type: Literal["approve-erasure"] = "approve-erasure"
    erasure: UUID
    by: ActorId | None = None
    """Who approves; has to be a human, and somebody else than who asked for it."""


class RefuseErasure(OfCandidate):
    type: Literal["refuse-erasure"] = "refuse-erasure"
    erasure: UUID
    ground: ErasureGround
    by: ActorId | None = None


class RecordErased(OfCandidate):
    """The keys of these classes are destroyed, and the copies are gone."""

    type: Literal["record-erased"] = "record-erased"
    occurred: None = None
    erasure: UUID
    erased: tuple[DataClass, ...]


class RecordErasureScan(OfCandidate):
    type: Literal["record-erasure-scan"] = "record-erasure-scan"
    occurred: None = None
    erasure: UUID
    values: int
    places: int
    found: tuple[Code, ...] = ()
    residue_days: int | None = None
    """After which nothing of it is left in pages, logs and backups."""


def request(dossier: Dossier | None, command: RequestErasure, _at: datetime, rules: Rules) -> Sequence[On]:
    person = remembered(dossier)
    if command.erasure in person.rights.erasures:
        return []
    rules.require(not _under_way(person), "erasure_under_way")
    return everywhere(person, ErasureRequested(erasure=command.erasure, why=command.why))


def approve(
    dossier: Dossier | None, around: Around, command: ApproveErasure, at: datetime, _rules: Rules
) -> Sequence[On]:
    """What a rule asked for takes two humans: the first makes it their own, and another one approves it.

    Effective at once: nothing more is sent, the addresses are remembered by their hashes alone, and who must be kept
    for a while is kept and not used."""
    person = remembered(dossier)
    erasure = _asked_for(person, command.erasure)
    approver = human(command.by)
    if approver in erasure.requested_by:
        raise Refused("four_eyes")
    if all(each.startswith(A_RULE) for each in erasure.requested_by):
        return everywhere(person, ErasureConfirmed(erasure=erasure.erasure, confirmed_by=approver))
    verdicts = judged(person, at)
    if all(each.because for each in verdicts):
        raise Refused("erasure_held", ", ".join(sorted({str(each.because) for each in verdicts})))
    events = everywhere(person, ErasureApproved(erasure=erasure.erasure, approved_by=approver, verdicts=verdicts))
    if any(each.because for each in verdicts if each.data_class is DataClass.IDENTITY):
        restricted = ProcessingRestricted(why="legal-claim")
        events += [On(each.stream, restricted) for each in person.records if each.boundaries.restricted is None]
    return [*events, *_stopped(person), *_suppressed(around)]


def refuse(dossier: Dossier | None, command: RefuseErasure, _at: datetime, _rules: Rules) -> Sequence[On]:
    person = remembered(dossier)
    erasure = _asked_for(person, command.erasure)
    event = ErasureRefused(erasure=erasure.erasure, refused_by=human(command.by), ground=command.ground)
    return [*everywhere(person, event), *_answered(person, erasure.erasure, "refused", command.ground.value)]


def erased(dossier: Dossier | None, command: RecordErased, at: datetime, _rules: Rules) -> Sequence[On]:
    """What was decided when it was approved, less what a hold has come to since then."""
    person = known(dossier)
    erasure = _decided(person, command.erasure)
    if set(command.erased) <= set(erasure.erased):
        return []
    verdicts = to_erase(person, erasure.verdicts, at)
    gone = tuple(sorted({*erasure.erased, *command.erased}))
    kept = tuple(each for each in verdicts if each.data_class not in gone)
    event = CandidateErased(erasure=erasure.erasure, erased=gone, kept=kept)
    outcome: Literal["partly", "fulfilled"] = "partly" if kept else "fulfilled"
    why = next((each.because for each in kept), None)
    return [*everywhere(person, event), *_answered(person, erasure.erasure, outcome, why)]


def scanned(dossier: Dossier | None, command: RecordErasureScan, at: datetime, _rules: Rules) -> Sequence[On]:
    person = known(dossier)
    erasure = _decided(person, command.erasure)
    if erasure.state is not ErasureState.ERASED:
        raise Refused("erasure_under_way")
    waiting = [each for each in erasure.verdicts if each.because]
    days = [each.until or (at + LATER).date() for each in waiting]
    event = ErasureScanned(
        erasure=erasure.erasure,
        values=command.values,
        places=command.places,
        found=command.found,
        again_on=min(days, default=None),
        residue_until=None if command.residue_days is None else (at + timedelta(days=command.residue_days)).date(),
    )
    return everywhere(person, event)


def _under_way(person: Dossier) -> bool:
    states = {each.state for each in person.rights.erasures.values()}
    return bool(states - {ErasureState.REFUSED})


def _asked_for(person: Dossier, erasure: UUID) -> Erasure:
    found = person.rights.erasures.get(erasure)
    if found is None:
        raise Refused("no_such_erasure")
    if found.state is not ErasureState.REQUESTED:
        raise Refused("erasure_decided", found.state.value)
    return found


def _decided(person: Dossier, erasure: UUID) -> Erasure:
    found = person.rights.erasures.get(erasure)
    if found is None or not found.decided:
        raise Refused("no_such_erasure")
    return found


def _stopped(person: Dossier) -> list[On]:
    """Nothing that was planned leaves any more."""
    return [
        On(
            record.stream,
            ContactRefused(
                contact=each.contact,
                channel=each.channel,
                purpose=each.purpose,
                controller=each.controller,
                sender=each.sender,
                reasons=(WhyNot.ERASED,),
                stage="dispatch",
                checked_at=record.last_position,
                campaign=each.campaign,
            ),
        )
        for record in person.records
        for each in record.contacts.attempts.values()
        if each.state is AttemptState.PLANNED
    ]


def _suppressed(around: Around) -> list[On]:
    return [
        On(suppression.stream, AddressSuppressed(kind=kind, why="erased"))
        for (kind, _), suppression in around.suppressions.items()
        if not suppression.knows("erased", None)
    ]


def _answered(
    person: Dossier, request: UUID, outcome: Literal["fulfilled", "partly", "refused"], why: Code | None
) -> list[On]:
    """The person's own request, where it was one."""
    asked = person.rights.requests.get(request)
    if asked is None or asked.outcome is not None:
        return []
    return everywhere(person, RightsRequestAnswered(request=request, outcome=outcome, why=why))
