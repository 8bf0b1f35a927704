"""The gate asked dryly: nothing is stored, and the answer rests on what is on disk."""

from datetime import datetime
from uuid import UUID

from domain.decision import Refused
from domain.decisions.outreach import policy_of
from domain.gate import SEES, Contact, Verdict, may_contact
from ledger.ledger import Ledger


def asked(ledger: Ledger, candidate: UUID, contact: Contact, policy: str, at: datetime | None = None) -> Verdict:
    """As of now, or as if it were another moment. Raises Refused."""
    moment = at or ledger.clock()
    dossier, _ = ledger.dossier(candidate, sees=SEES)
    if dossier is None or dossier.void:
        raise Refused("no_such_candidate")
    around, _ = ledger.surroundings.around(dossier, contact, policy, moment)
    verdict = may_contact(dossier, contact, policy_of(policy), moment, around)
    ledger.store.durable()
    return verdict
