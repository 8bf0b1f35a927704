"""Erasures that nobody asked for, proposed in the name of the policy: two humans approve each (docs/forgetting.md)."""

from datetime import datetime
from uuid import UUID

from domain.decision import Refused
from domain.decisions import RequestErasure
from domain.deletion import to_propose
from ledger.envelope import Origin, new_id
from ledger.ledger import Ledger

BY = Origin(actor="policy:retention")


def propose_deletion(ledger: Ledger, candidate: UUID, at: datetime) -> bool:
    """Whether it is proposed by this. Whoever is due is worked out again from the events; proposed twice, it is one."""
    person, _ = ledger.dossier(candidate)
    found = to_propose(person, at) if person else None
    if found is None:
        return False
    why = "retention" if found.why == "retention" else "basis-ended"
    try:
        ledger.submit(RequestErasure(candidate=candidate, erasure=new_id(), why=why), BY)
    except Refused:
        return False
    return True
