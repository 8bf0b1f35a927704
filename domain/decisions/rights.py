"""A person asks for what is theirs by right: the clock starts, is extended once, and stops with the answer.

What brooks no delay happens with the request: an objection ends promotion (GDPR 21(3)), a restriction restricts (18).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.deadlines import deadline_of
from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, everywhere, remembered
from domain.decisions.boundary import RaiseObjection, RestrictProcessing, objection, restrict
from domain.dossier import Dossier
from domain.events import ErasureRequested, RightsRequestAnswered, RightsRequestExtended, RightsRequestReceived
from domain.gate import Around
from domain.gate.purposes import UNASKED
from domain.person import LongText
from domain.retention import jurisdiction_of
from domain.rights import RightsRequest
from domain.update_link import require_good
from domain.vocabulary import Code, ConsentMethod, RightsKind


class ReceiveRightsRequest(OfCandidate):
    """`request` is a new id, chosen by the caller. With `link`, by the person themselves, who has no account."""

    type: Literal["receive-rights-request"] = "receive-rights-request"
    request: UUID
    kind: RightsKind
    method: ConsentMethod = ConsentMethod.HUMAN
    said: LongText | None = None
    link: UUID | None = None


class ExtendRightsRequest(OfCandidate):
    type: Literal["extend-rights-request"] = "extend-rights-request"
    request: UUID
    why: Literal["complex", "many-requests"]


class AnswerRightsRequest(OfCandidate):
    type: Literal["answer-rights-request"] = "answer-rights-request"
    request: UUID
    outcome: Literal["fulfilled", "partly", "refused"] = "fulfilled"
    why: Code | None = None


def receive(
    dossier: Dossier | None, around: Around, command: ReceiveRightsRequest, at: datetime, rules: Rules
) -> Sequence[On]:
    """One for an erasure is the beginning of one, under the same id. It stays open, whatever happens at once."""
    person = remembered(dossier)
    if command.link is not None:
        require_good(person, command.link, at)
    if command.request in person.rights.requests:
        return []
    place = jurisdiction_of(person)
    asked_on = command.happened_at(at).date()
    received = RightsRequestReceived(
        request=command.request,
        kind=command.kind,
        jurisdiction=place,
        due_on=deadline_of(place).first(asked_on),
        method=command.method,
        said=command.said,
    )
    events = everywhere(person, received)
    match command.kind:
        case RightsKind.ERASURE:
            events += everywhere(person, ErasureRequested(erasure=command.request, why="request"))
        case RightsKind.OBJECTION:
            raised = RaiseObjection(candidate=person.candidate, purposes=UNASKED, method=command.method)
            events += objection(dossier, around, raised, at, rules)
        case RightsKind.RESTRICTION:
            events += restrict(dossier, RestrictProcessing(candidate=person.candidate), at, rules)
        case _:
            pass
    return events


def extend(dossier: Dossier | None, command: ExtendRightsRequest, at: datetime, rules: Rules) -> Sequence[On]:
    """Only within the first time, and once."""
    person = remembered(dossier)
    request = open_request(person, command.request)
    deadline = deadline_of(request.jurisdiction)
    rules.require(deadline.extends and not request.extended, "no_extension")
    rules.require(not request.overdue(command.happened_at(at).date()), "extension_too_late")
    until = deadline.extended(request.received_at.date())
    return everywhere(person, RightsRequestExtended(request=request.request, due_on=until, why=command.why))


def answer(dossier: Dossier | None, command: AnswerRightsRequest, _at: datetime, rules: Rules) -> Sequence[On]:
    """An erasure is answered by being approved or refused, which takes two."""
    person = remembered(dossier)
    request = open_request(person, command.request)
    rules.require(request.kind is not RightsKind.ERASURE, "erasure_takes_two")
    rules.require(command.outcome == "fulfilled" or command.why is not None, "reason_required")
    return everywhere(person, RightsRequestAnswered(request=request.request, outcome=command.outcome, why=command.why))


def open_request(person: Dossier, request: UUID) -> RightsRequest:
    """Raises Refused."""
    found = person.rights.requests.get(request)
    if found is None:
        raise Refused("no_such_rights_request")
    if found.outcome is not None:
        raise Refused("rights_request_answered")
    return found
