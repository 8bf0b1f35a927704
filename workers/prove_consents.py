"""`ask_to_confirm` and `send_receipt`: whoever says yes is sent the question whether it was them, and the receipt."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from domain.decision import Refused
from domain.decisions import PlanContact
from domain.dossier import Dossier
from domain.events import ConsentGiven, ConsentReceiptIssued
from domain.proving import SENDER, asks_to_confirm, brings_receipt
from domain.vocabulary import Code
from ledger.envelope import Origin
from workers.due import Due
from workers.equipment import Equipment, Heard

BY = Origin(actor=SENDER)
FRESH = timedelta(days=7)
"""What is older was sent long ago, or nobody waits for it: a follower that reads the ledger anew sends it to nobody."""

log = logging.getLogger("renmai.workers")


def ask_to_confirm(equipment: Equipment, due: Due, _heard: Heard) -> None:
    _send(equipment, due, ConsentGiven, asks_to_confirm)


def send_receipt(equipment: Equipment, due: Due, _heard: Heard) -> None:
    _send(equipment, due, ConsentReceiptIssued, brings_receipt)


def not_proved(_equipment: Equipment, due: Due, code: Code) -> None:
    """It stands in the ledger all the same, and can be sent by hand."""
    log.warning("%s of position %s came to nothing: %s", due.task, due.position, code)


def _send(equipment: Equipment, due: Due, kind: type, made: Callable[..., PlanContact | None]) -> None:
    """What the gate refuses is in the log; without a template it is not planned."""
    ledger = equipment.ledger
    (recorded,) = ledger.read(ledger.store.at([due.position]), unseal=False)
    event: Any = recorded.event
    if not isinstance(event, kind) or ledger.clock() - recorded.recorded_at > FRESH:
        return
    person: Dossier | None = ledger.dossier(due.stream)[0]
    plan = made(person, event, company=equipment.settings.company) if person and not person.erased else None
    if plan is None:
        return
    try:
        ledger.submit(plan, BY, command_id=plan.contact)
    except Refused as fault:
        not_proved(equipment, due, fault.code)
