"""What whoever says yes is sent: the question whether it was really them, and the receipt. Through the gate, as all."""

from uuid import UUID

from domain.composing import confirmation_of
from domain.decisions.outreach import PlanContact
from domain.dossier import Dossier
from domain.due.outreach import mail_of
from domain.events import ConsentGiven, ConsentReceiptIssued
from domain.gate import DEFAULT, POLICIES, jurisdiction_of
from domain.gate.regimes import wants_second_yes
from domain.vocabulary import Channel, Purpose, TemplateKind

SENDER = "system:consents"


def asks_to_confirm(person: Dossier, given: ConsentGiven, *, company: str) -> PlanContact | None:
    """None where the place wants no second yes, it is the second one, or it answered no request."""
    if given.confirmed or given.request is None:
        return None
    place = jurisdiction_of(person, POLICIES[DEFAULT])
    if not any(wants_second_yes(place, given.purpose, channel) for channel in given.channels):
        return None
    contact = confirmation_of(given.request)
    return _letter(person, contact, given.controller, TemplateKind.CONSENT_CONFIRMATION, company)


def brings_receipt(person: Dossier, issued: ConsentReceiptIssued, *, company: str) -> PlanContact | None:
    """None where the consent was recorded in error since then."""
    grant = next((each for each in person.consents.grants if each.position == issued.position), None)
    if grant is None:
        return None
    return _letter(person, issued.receipt, grant.controller, TemplateKind.CONSENT_RECEIPT, company)


def _letter(person: Dossier, contact: UUID, controller: str, kind: TemplateKind, company: str) -> PlanContact | None:
    """None where it was planned before."""
    if contact in person.contacts.attempts:
        return None
    return PlanContact(
        candidate=person.candidate,
        contact=contact,
        channel=Channel.EMAIL,
        purpose=Purpose.CONSENT_RECORD,
        controller=controller,
        sender=SENDER,
        address=mail_of(person),
        template=kind.value,
        variables={"sender.name": company},
    )
