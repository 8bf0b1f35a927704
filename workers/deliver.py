"""`deliver`: planned contacts leave when they are due, and only once.

    1. is it due, is there room, is there somebody to take it        nothing is recorded yet
    2. rendered, to the byte
    3. the gate is asked again, and `contact-dispatched` is on disk   from here on it may have left
    4. handed over
    5. what became of it is recorded

Several go together, and each is asked about as it would be alone: they share reads, and one append each of steps 3 and
5. Whoever comes after a death between 3 and 5 can't know, so it becomes `contact-unconfirmed` for a human, and nothing
is sent a second time. Only the word of the other side that it took nothing leads back to 1.
"""

import hashlib
import time
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from domain.campaign import CampaignState
from domain.decision import Refused
from domain.decisions import DispatchContact, ReportFailed, ReportUnconfirmed
from domain.dossier import Dossier
from domain.events import ContactDispatched, ContactRefused
from domain.gate import DEFAULT, SEES, WAITS
from domain.outreach import Attempt, AttemptState
from domain.vocabulary import Code, DataClass
from ledger.together import Answer, People, people
from workers.channels.channel import NotTaken
from workers.channels.ways_out import BY_HAND
from workers.composed import composed
from workers.due import Due
from workers.equipment import Equipment, Interrupted, PutOff
from workers.hand_over import Leaving, hand_over
from workers.recording import happened, recorded, recorded_together
from workers.shelf import Shelf
from workers.tries import Tries

AT_ONCE = 10
"""Contacts that go together: no more than this become unconfirmed when a process dies between 3 and 5."""
TURN = 1.0
"""Seconds that contacts wait for their turn, in hand, before they are put off for as long."""
EVERYTHING = tuple(DataClass)


def deliver(equipment: Equipment, dues: Sequence[Due], tries: Tries) -> None:
    """Faults are NotTaken to be tried again, PutOff, Interrupted, LedgerFault."""
    among = people(equipment.ledger, [due.stream for due in dues], EVERYTHING)
    found = {due: attempt for due in dues if (attempt := _attempt(among, due))}
    shelf = Shelf(equipment.ledger, list(found.values()))
    spoken_of: set[UUID] = set()
    ready = []
    for due, attempt in found.items():
        with tries.of(due):
            person = among.found[due.stream]
            if person.candidate in spoken_of:
                raise PutOff(equipment.ledger.clock())  # one after the other: the caps count what has left
            spoken_of.add(person.candidate)
            if (one := _ready(equipment, shelf, due, person, attempt)) is not None:
                ready.append(one)
    leaving = _in_turn(equipment, ready, tries)
    if leaving:
        hand_over(equipment, _dispatched(equipment, leaving, among, tries), tries)
    else:
        equipment.ledger.store.durable()


def give_up(equipment: Equipment, due: Due, code: Code) -> None:
    """Nothing has left, or nobody knows: each is said as it is."""
    attempt = _attempt(people(equipment.ledger, [due.stream], SEES), due)
    if attempt is None:
        return
    if attempt.state is AttemptState.PLANNED:
        _failed(equipment, due, code)
    elif attempt.state is AttemptState.DISPATCHED and attempt.channel not in BY_HAND:
        recorded(equipment, ReportUnconfirmed(candidate=due.stream, contact=due.about))


def _attempt(among: People, due: Due) -> Attempt | None:
    """None where the plan was recorded in error since then."""
    person = among.found.get(due.stream)
    return person.contacts.attempts.get(due.about) if person else None


def _ready(equipment: Equipment, shelf: Shelf, due: Due, person: Dossier, attempt: Attempt) -> Leaving | None:
    """Made, with a way to go; None where that is all that will come of it. Raises NotTaken, PutOff."""
    if attempt.state is AttemptState.DISPATCHED and attempt.channel not in BY_HAND:
        recorded(equipment, ReportUnconfirmed(candidate=due.stream, contact=due.about))
        return None
    if attempt.state is not AttemptState.PLANNED:
        return None
    now = equipment.ledger.clock()
    campaign = shelf.campaign(attempt.campaign) if attempt.campaign and attempt.step else None
    if campaign is not None and campaign.state is CampaignState.CANCELLED:
        recorded(equipment, DispatchContact(candidate=due.stream, contact=due.about))  # the gate ends it
        return None
    if campaign is not None and not campaign.running:
        raise PutOff(now + WAITS)
    if attempt.not_before and now < attempt.not_before:
        raise PutOff(attempt.not_before)
    try:
        way = equipment.ways.way(attempt.channel, attempt.address.value if attempt.address else "")
        way.channel.ready()
        made = composed(equipment, shelf, person, attempt, campaign)
        prepared = way.channel.prepare(made.message)
    except (NotTaken, Refused) as fault:
        if isinstance(fault, NotTaken) and fault.again:
            raise
        _failed(equipment, due, fault.code)
        return None
    return Leaving(due, attempt, way, made.version, prepared, campaign.plan.policy if campaign else DEFAULT)


def _failed(equipment: Equipment, due: Due, code: Code) -> None:
    recorded(equipment, ReportFailed(candidate=due.stream, contact=due.about, code=code))


def _in_turn(equipment: Equipment, ready: Sequence[Leaving], tries: Tries) -> list[Leaving]:
    """Those for whom there is room in this second. The others are put off: who waits in hand keeps others from going
    by other channels."""
    deadline = time.monotonic() + TURN
    while True:
        leaving = []
        for channel, bulk in dict.fromkeys(each.lane for each in ready):
            those = [each for each in ready if each.lane == (channel, bulk)]
            leaving += those[: equipment.rates.takes(channel, len(those), bulk=bulk)]
        if leaving or not ready:
            break
        if equipment.stopping.wait(TURN / 20):
            raise Interrupted
        if time.monotonic() > deadline:
            break
    late = PutOff(equipment.ledger.clock() + timedelta(seconds=TURN))
    tries.faults |= {each.due: late for each in ready if each not in leaving}
    return leaving


def _dispatched(equipment: Equipment, leaving: Sequence[Leaving], among: People, tries: Tries) -> list[Leaving]:
    """Those who may leave, by the gate's word of this moment, on disk."""
    commands = [
        DispatchContact(
            candidate=each.due.stream,
            contact=each.due.about,
            template_version=each.version,
            message_id=each.prepared.message_id,
            content_sha256=hashlib.sha256(each.prepared.content).hexdigest(),
            policy=each.policy,
            monthly=each.prepared.monthly,
        )
        for each in leaving
    ]
    left = []
    for each, answer in zip(leaving, recorded_together(equipment, commands, among), strict=True):
        with tries.of(each.due):
            try:
                if _may_leave(answer):
                    left.append(each)
            except Refused as refused:
                if refused.code != "month_full":
                    raise
                _failed(equipment, each.due, refused.code)
    return left


def _may_leave(answer: Answer | Exception) -> bool:
    """Raises PutOff when only the hour is wrong."""
    (on,) = happened(answer)
    if isinstance(on.event, ContactRefused) and on.event.retry_at is not None:
        raise PutOff(on.event.retry_at)
    return isinstance(on.event, ContactDispatched)
