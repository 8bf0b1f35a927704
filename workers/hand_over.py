"""From `contact-dispatched` on: each is handed over, and what the other side said is recorded of several at once."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from domain.decisions import ReportFailed, ReportSent, ReportUnconfirmed
from domain.decisions.addressed import OfCandidate
from domain.outreach import Attempt
from domain.vocabulary import Channel, Code
from workers.alert import WORDS, NotTold, tell
from workers.channels.channel import NotTaken, Prepared, Unsure
from workers.channels.ways_out import WayOut
from workers.due import Due
from workers.equipment import Equipment, PutOff
from workers.recording import happened, recorded_together
from workers.tries import Tries

HELD = 5.0
"""Seconds after which what waits behind a slow server is taken back: the gate's word grows old, and a death would leave
a doubt about each."""
TOLD_EVERY = 0.25
"""Seconds that what the other side said waits to be recorded with what it says next."""

log = logging.getLogger("renmai.workers")


@dataclass(frozen=True, slots=True)
class Leaving:
    """A contact that is made, and has a way to go."""

    due: Due
    attempt: Attempt
    way: WayOut
    version: int | None
    """Of its template."""
    prepared: Prepared
    policy: Code

    @property
    def lane(self) -> tuple[Channel, bool]:
        """The channel, and whether it is one of many."""
        return self.attempt.channel, self.attempt.campaign is not None


@dataclass(frozen=True, slots=True)
class Told:
    due: Due
    report: OfCandidate
    fault: Exception | None = None
    """Why it is still due."""


def hand_over(equipment: Equipment, leaving: Sequence[Leaving], tries: Tries) -> None:
    told: list[Told] = []
    begun = since = time.monotonic()
    for each in leaving:
        with tries.of(each.due):
            late = time.monotonic() > begun + HELD or equipment.stopping.is_set()
            found = _taken_back(equipment, each) if late else _handed_over(equipment, each)
            if found is not None:
                told.append(found)
        if time.monotonic() > since + TOLD_EVERY:
            _recorded(equipment, told, tries)
            told, since = [], time.monotonic()
    _recorded(equipment, told, tries)


def _handed_over(equipment: Equipment, each: Leaving) -> Told | None:
    named = {"candidate": each.due.stream, "contact": each.due.about}
    try:
        reference = each.way.channel.send(each.prepared)
    except Unsure:
        return Told(each.due, ReportUnconfirmed(**named))
    except NotTaken as fault:
        report = ReportFailed(**named, code=fault.code, final=not fault.again)
        return Told(each.due, report, fault if fault.again else None)
    if each.way.by_hand:
        _task_told(equipment, each.due)
        return None
    return Told(each.due, ReportSent(**named, provider_reference=reference))


def _taken_back(equipment: Equipment, each: Leaving) -> Told:
    """Surely nothing has left: it is asked about anew."""
    report = ReportFailed(candidate=each.due.stream, contact=each.due.about, code="taken_back", final=False)
    return Told(each.due, report, PutOff(equipment.ledger.clock()))


def _recorded(equipment: Equipment, told: Sequence[Told], tries: Tries) -> None:
    if not told:
        return
    answers = recorded_together(equipment, [each.report for each in told])
    for each, answer in zip(told, answers, strict=True):
        with tries.of(each.due):
            happened(answer)
            if each.fault is not None:
                raise each.fault


def _task_told(equipment: Equipment, due: Due) -> None:
    """Whoever is not told finds it in the list of tasks."""
    try:
        tell(equipment.settings, WORDS["alert_task"], due.stream)
    except NotTold as fault:
        log.warning("a task: %s", fault.code)
