"""The contact gate over HTTP: asked dryly, or to plan a contact; and the tables that it answers by."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.http.answering import answered
from api.http.attempt import Attempted
from api.http.caller import Anybody, Contacter, PersonReader
from api.http.canonical import canonical_values
from api.http.command_route import CommandRoute
from api.http.command_routes import body_of
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION, ReceiptBody, answer
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.decisions import PlanContact
from domain.events import ContactPlanned, ContactRefused
from domain.gate import DEFAULT, POLICIES, Contact
from domain.gate.purposes import PURPOSES
from domain.person import ContactPoint
from domain.vocabulary import Basis, Channel, Code, Purpose, Sender, WhyNot
from ledger.gate import asked

router = keyed_router("contact gate")
PLAN = CommandRoute("/candidates/{candidate}/contacts/plan", PlanContact, "Plan a contact", makes="contact")
PlanContactBody = body_of(PLAN)
ADDRESS = {"kind": "email", "value": "wang@example.com"}


class AskedContact(BaseModel):
    """A contact that might be made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: Channel
    purpose: Purpose
    controller: Code = "main"
    recipient: Code | None = None
    sender: Sender = "user:somebody"
    address: ContactPoint | None = None
    notice: Code | None = None
    notice_version: int | None = None
    topic: Code | None = None
    policy: Code = DEFAULT
    at: AwareDatetime | None = Field(None, description="As if it were this moment.")


class VerdictBody(BaseModel):
    allowed: bool
    reasons: list[WhyNot] = Field(description="Every one; docs/gate.md says what each means.")
    basis: Basis | None
    basis_position: int | None = Field(description="Of the consent or application that it rests on.")
    checked_at: int = Field(description="The highest position that the answer rests on.")
    retry_at: datetime | None = Field(description="When the hour is right, where nothing else stands against it.")


class PlannedBody(ReceiptBody):
    planned: bool
    reasons: list[WhyNot]
    basis: Basis | None
    not_before: datetime | None


_ASKED: dict[str, Any] = {
    "example": {
        "summary": "News of the employer, by mail",
        "value": {"channel": "email", "purpose": "marketing", "address": ADDRESS},
    }
}
_PLANNED: dict[str, Any] = {
    "example": {
        "summary": "An interview reminder",
        "value": {"channel": "email", "purpose": "application", "sender": "user:li", "address": ADDRESS},
    }
}


@router.post(
    "/candidates/{candidate}/may-contact",
    summary="Ask whether a contact may be made, with every reason; nothing is stored",
    responses=problem_docs("no_such_candidate", "no_such_policy"),
)
def may(
    caller: PersonReader,
    rooms: InRooms,
    response: Response,
    candidate: UUID,
    body: Annotated[AskedContact, Body(openapi_examples=_ASKED)],
) -> VerdictBody:
    caller.shows(())  # codes and positions only
    said = canonical_values(dict(body))
    policy, at = said.pop("policy"), said.pop("at")
    verdict = asked(rooms.ledger, candidate, Contact(contact=candidate, **said), policy, at)
    response.headers[POSITION] = str(verdict.checked_at)
    return VerdictBody(
        allowed=verdict.allowed,
        reasons=list(verdict.reasons),
        basis=verdict.basis,
        basis_position=verdict.basis_position,
        checked_at=verdict.checked_at,
        retry_at=verdict.retry_at,
    )


@router.post(
    PLAN.path,
    status_code=201,
    summary="Plan a contact, if the gate lets it; a refusal is recorded with its reasons",
    responses=problem_docs("no_such_candidate", "merged_away", "candidate_erased", "no_such_policy", "stream_moved"),
)
def plan(
    caller: Contacter,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    candidate: UUID,
    body: Annotated[PlanContactBody, Body(openapi_examples=_PLANNED)],  # type: ignore[valid-type]
) -> PlannedBody:
    """It is asked about again when it is dispatched: until then much can happen."""
    said = canonical_values(dict(body))
    contact = said.pop("contact") or attempt.new_stream(caller, "contact")
    command = PlanContact(candidate=candidate, contact=contact, **said)
    receipt = rooms.ledger.submit(
        command, attempt.origin(caller), command_id=attempt.command_id, expected=attempt.expected
    )
    told = answer(receipt, candidate, response, contact).model_dump()
    history = rooms.ledger.history(candidate, unseal=False)
    events = [each.event for each in history if getattr(each.event, "contact", None) == contact]
    first = next((each for each in events if isinstance(each, ContactPlanned | ContactRefused)), None)
    planned = isinstance(first, ContactPlanned)
    return PlannedBody(
        **told,
        planned=planned,
        reasons=list(first.reasons) if isinstance(first, ContactRefused) else [],
        basis=first.basis if isinstance(first, ContactPlanned) else None,
        not_before=first.not_before if isinstance(first, ContactPlanned) else None,
    )


@router.get("/purposes", summary="The registry of purposes, with how long data is kept", response_class=Response)
def purposes(caller: Anybody) -> Response:  # noqa: ARG001
    items = [
        {
            "purpose": purpose,
            "kind": each.kind,
            "keeps_days": each.keeps.days,
            "uses": each.uses,
            "meaning": each.meaning,
        }
        for purpose, each in PURPOSES.items()
    ]
    return answered({"items": items}, 0)


@router.get("/contact-policies", summary="The published presets: cadences and caps", response_class=Response)
def policies(caller: Anybody) -> Response:  # noqa: ARG001
    items = [
        {
            "policy": name,
            "default": name == DEFAULT,
            "cadence": {
                tier.value: {
                    "target": each.target,
                    "every_days": each.every.days,
                    "ceiling": each.ceiling,
                    "content_only": each.content_only,
                }
                for tier, each in policy.cadence.items()
            },
            "caps": [
                {
                    "reason": cap.reason,
                    "kind": cap.kind,
                    "channel": cap.channel,
                    "purpose": cap.purpose,
                    "most": cap.most,
                    "within_days": cap.within.days,
                }
                for cap in policy.caps
            ],
        }
        for name, policy in POLICIES.items()
    ]
    return answered({"items": items}, 0)
