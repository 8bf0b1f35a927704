"""A contact that failed for good, planned once more: under an id that follows from the first, so only once."""

from typing import Any
from uuid import UUID

from domain.decision import Refused
from domain.decisions import PlanContact
from domain.events import ContactPlanned
from domain.outreach import AttemptState, again
from ledger.campaigns import campaign_at
from ledger.envelope import Origin
from ledger.ledger import Ledger
from ledger.store import Receipt


def replay(ledger: Ledger, candidate: UUID, contact: UUID, origin: Origin) -> tuple[UUID, Receipt]:
    """The new contact's id. The gate is asked as of any other. Raises Refused `no_such_contact`, `not_failed`."""
    person, _ = ledger.dossier(candidate)
    attempt = person.contacts.attempts.get(contact) if person else None
    if person is None or attempt is None or attempt.planned_position is None:
        raise Refused("no_such_contact")
    if attempt.state is not AttemptState.FAILED:
        raise Refused("not_failed", attempt.state.value)
    (plan,) = ledger.read(ledger.store.at([attempt.planned_position]))
    assert isinstance(plan.event, ContactPlanned)
    said = {name: value for name, value in plan.event if name in PlanContact.model_fields and name != "type"}
    once_more: dict[str, Any] = {"candidate": person.candidate, "contact": again(contact), "not_before": None}
    if plan.event.step is not None and plan.event.campaign is not None:
        campaign = campaign_at(ledger, plan.event.campaign)
        once_more["variables"] = campaign.plan.variables if campaign else None
    if not said.get("policy"):
        said.pop("policy", None)
    command = PlanContact.model_validate(said | once_more)
    return command.contact, ledger.submit(command, origin)
