"""`deliver`: a planned contact leaves when it is due, and only once.

    1. is it due, is there room, is there somebody to take it        nothing is recorded yet
    2. rendered, to the byte
    3. the gate is asked again, and `contact-dispatched` is on disk   from here on it may have left
    4. handed over
    5. what became of it is recorded

Whoever comes after a death between 3 and 5 can't know, so it becomes `contact-unconfirmed` for a human, and nothing is
sent a second time. Only the word of the other side that it took nothing leads back to 1.
"""

import hashlib
import logging
import time
from datetime import timedelta

import psycopg

from domain.campaign import CampaignState
from domain.decision import Command, Refused
from domain.decisions import DispatchContact, ReportFailed, ReportSent, ReportUnconfirmed
from domain.dossier import Dossier
from domain.events import ContactDispatched, ContactRefused
from domain.gate import DEFAULT, WAITS
from domain.outreach import Attempt, AttemptState
from domain.vocabulary import Code
from ledger.campaigns import campaign_at
from ledger.envelope import new_id
from ledger.faults import LedgerBusy, Moved, OutcomeUnknown
from ledger.store import Receipt
from workers.alert import WORDS, NotTold, tell
from workers.channels.channel import NotTaken, Prepared, Unsure
from workers.channels.ways_out import BY_HAND, WayOut
from workers.composed import BY, Composed, composed
from workers.due import Due
from workers.equipment import Equipment, Heard, Interrupted, PutOff

PATIENCE = 30.0
"""Seconds in which an answer of the other side is kept trying to be recorded."""
TURN = 1.0
"""Seconds that a contact waits for its turn, in hand, before it is put off for as long."""

log = logging.getLogger("renmai.workers")


def deliver(equipment: Equipment, due: Due, _heard: Heard) -> None:
    """Raises NotTaken to be tried again, PutOff, and LedgerFault."""
    if (found := _found(equipment, due)) is None:
        return
    person, attempt = found
    if attempt.state is AttemptState.DISPATCHED and attempt.channel not in BY_HAND:
        recorded(equipment, ReportUnconfirmed(candidate=person.candidate, contact=attempt.contact))
        return
    if attempt.state is not AttemptState.PLANNED:
        equipment.ledger.store.durable()
        return
    now = equipment.ledger.clock()
    campaign = campaign_at(equipment.ledger, attempt.campaign) if attempt.campaign and attempt.step else None
    if campaign is not None and campaign.state is CampaignState.CANCELLED:
        recorded(equipment, DispatchContact(candidate=person.candidate, contact=attempt.contact))  # the gate ends it
        return
    if campaign is not None and not campaign.running:
        raise PutOff(now + WAITS)
    if attempt.not_before and now < attempt.not_before:
        raise PutOff(attempt.not_before)
    try:
        way = equipment.ways.way(attempt.channel, attempt.address.value if attempt.address else "")
        way.channel.ready()
        made = composed(equipment, person, attempt, campaign)
        prepared = way.channel.prepare(made.message)
    except NotTaken as fault:
        if fault.again:
            raise
        failed(equipment, person, attempt, fault.code)
        return
    except Refused as fault:
        failed(equipment, person, attempt, fault.code)
        return
    _take_turn(equipment, attempt)
    policy = campaign.plan.policy if campaign else DEFAULT
    if _dispatched(equipment, person, attempt, made, prepared, policy):
        _handed_over(equipment, person, attempt, way, prepared)


def give_up(equipment: Equipment, due: Due, code: Code) -> None:
    """Nothing has left, or nobody knows: each is said as it is."""
    if (found := _found(equipment, due)) is None:
        return
    person, attempt = found
    if attempt.state is AttemptState.PLANNED:
        failed(equipment, person, attempt, code)
    elif attempt.state is AttemptState.DISPATCHED and attempt.channel not in BY_HAND:
        recorded(equipment, ReportUnconfirmed(candidate=person.candidate, contact=attempt.contact))


def failed(equipment: Equipment, person: Dossier, attempt: Attempt, code: Code, *, final: bool = True) -> None:
    recorded(
        equipment,
        ReportFailed(candidate=person.candidate, contact=attempt.contact, code=code, final=final),
    )


def _found(equipment: Equipment, due: Due) -> tuple[Dossier, Attempt] | None:
    """None where the plan was recorded in error since then."""
    person, _ = equipment.ledger.dossier(due.stream)
    attempt = person.contacts.attempts.get(due.about) if person else None
    return (person, attempt) if person and attempt else None


def _take_turn(equipment: Equipment, attempt: Attempt) -> None:
    """Wait for room in a second, but not for long: others go by other channels. Raises PutOff, Interrupted."""
    deadline = time.monotonic() + TURN
    while not equipment.rates.takes(attempt.channel):
        if equipment.stopping.wait(TURN / 20):
            raise Interrupted
        if time.monotonic() > deadline:
            raise PutOff(equipment.ledger.clock() + timedelta(seconds=TURN))


def _dispatched(
    equipment: Equipment, person: Dossier, attempt: Attempt, made: Composed, prepared: Prepared, policy: Code
) -> bool:
    """Whether it may leave, by the gate's word of this moment, on disk. Raises PutOff when only the hour is wrong."""
    command = DispatchContact(
        candidate=person.candidate,
        contact=attempt.contact,
        template_version=made.version,
        message_id=prepared.message_id,
        content_sha256=hashlib.sha256(prepared.content).hexdigest(),
        policy=policy,
    )
    receipt = recorded(equipment, command)
    (answer,) = equipment.ledger.read(equipment.ledger.store.at([receipt.first_position]), unseal=False)
    if isinstance(answer.event, ContactRefused) and answer.event.retry_at is not None:
        raise PutOff(answer.event.retry_at)
    return isinstance(answer.event, ContactDispatched)


def _handed_over(equipment: Equipment, person: Dossier, attempt: Attempt, way: WayOut, prepared: Prepared) -> None:
    try:
        reference = way.channel.send(prepared)
    except Unsure:
        recorded(equipment, ReportUnconfirmed(candidate=person.candidate, contact=attempt.contact))
        return
    except NotTaken as fault:
        failed(equipment, person, attempt, fault.code, final=not fault.again)
        if fault.again:
            raise
        return
    if way.by_hand:
        _task_told(equipment, person)
        return
    sent = ReportSent(candidate=person.candidate, contact=attempt.contact, provider_reference=reference)
    recorded(equipment, sent)


def _task_told(equipment: Equipment, person: Dossier) -> None:
    """Whoever is not told finds it in the list of tasks."""
    try:
        tell(equipment.settings, WORDS["alert_task"], person.candidate)
    except NotTold as fault:
        log.warning("a task: %s", fault.code)


def recorded(equipment: Equipment, command: Command) -> Receipt:
    """On disk: tried under one command id until the ledger answers, so it is decided once."""
    command_id, deadline = new_id(), time.monotonic() + PATIENCE
    while True:
        try:
            return equipment.ledger.submit(command, BY, command_id=command_id)
        except (LedgerBusy, Moved, OutcomeUnknown, psycopg.OperationalError) as fault:
            if time.monotonic() > deadline:
                raise
            log.warning("%s: %s, trying again", type(command).__name__, type(fault).__name__)
            time.sleep(0.2)
