"""What the delivery says in the ledger: on disk when it returns, and decided once."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import psycopg

from domain.decision import On, Refused
from domain.decisions.addressed import OfCandidate
from domain.gate import SEES
from ledger.envelope import Origin, new_id
from ledger.faults import LedgerBusy, LedgerFault, Moved, OutcomeUnknown
from ledger.ledger import ATTEMPTS
from ledger.together import Answer, Decided, People, decide_together, people, store_together
from workers.equipment import Equipment

BY = Origin(actor="system:delivery")
PATIENCE = 30.0
"""Seconds in which an answer of the other side is kept trying to be recorded."""

Found = TypeVar("Found")

log = logging.getLogger("renmai.workers")


def recorded(equipment: Equipment, command: OfCandidate) -> Sequence[On]:
    """What happened. Raises Refused, LedgerFault."""
    for attempt in range(1, ATTEMPTS + 1):
        decided = _decided(equipment, [command])
        try:
            _stored(equipment, decided)
        except Moved:
            if attempt == ATTEMPTS:
                raise
        else:
            return happened(decided.answers[0])
    raise AssertionError("unreachable")


def recorded_together(
    equipment: Equipment, commands: Sequence[OfCandidate], among: People | None = None
) -> Sequence[Answer | Exception]:
    """Of different people, in one append; where anything has moved since they were read, each alone as it is now.
    They are read here, unless they are given. Raises LedgerFault."""
    decided = _decided(equipment, commands, among)
    try:
        _stored(equipment, decided)
    except Moved:
        return [_alone(equipment, each) for each in commands]
    return decided.answers


def happened(answer: Answer | Exception) -> Sequence[On]:
    """Raises what there is in its place."""
    if isinstance(answer, Exception):
        raise answer
    if answer.refused is not None:
        raise answer.refused
    return answer.events


def _alone(equipment: Equipment, command: OfCandidate) -> Answer | Exception:
    """What goes wrong is of this one."""
    try:
        return Answer(command, recorded(equipment, command))
    except (Refused, LedgerFault, psycopg.OperationalError) as fault:
        return fault


def _decided(equipment: Equipment, commands: Sequence[OfCandidate], among: People | None = None) -> Decided:
    ledger = equipment.ledger

    def decide() -> Decided:
        return decide_together(ledger, commands, among or people(ledger, [each.candidate for each in commands], SEES))

    return _patiently(decide)


def _stored(equipment: Equipment, decided: Decided) -> None:
    """Under one command id, so that it is stored once. Raises Moved at once."""
    command_id = new_id()
    _patiently(lambda: store_together(equipment.ledger, decided, BY, command_id))


def _patiently(act: Callable[[], Found]) -> Found:
    """Tried until the ledger answers. Raises LedgerFault after `PATIENCE`."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except (LedgerBusy, OutcomeUnknown, psycopg.OperationalError) as fault:
            if time.monotonic() > deadline:
                raise
            log.warning("to be recorded: %s, trying again", type(fault).__name__)
            time.sleep(0.2)
