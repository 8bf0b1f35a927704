"""Random lives of several people, each of three records and whoever they turn out to be; half of it comes late."""

import random
from datetime import date, timedelta
from uuid import UUID

from domain.decision import Command
from domain.decisions import RecordInError
from domain.envelope import Claim
from domain.events import (
    AnyEvent,
    Applied,
    CandidateErased,
    CandidateTagged,
    CandidateUntagged,
    ConsentGiven,
    ConsentWithdrawn,
    ContactLogged,
    ContactSent,
    ErasureRequested,
    Hired,
    IntentRecorded,
    InterviewAttended,
    InterviewEvaluated,
    Left,
    ObjectionRaised,
    OfferAccepted,
    OfferMade,
    ProfileConfirmed,
    Rehired,
    Replied,
    TalentPoolEntered,
    TalentPoolLeft,
    TierAssigned,
)
from domain.recorded import Recorded
from domain.vocabulary import Channel, ConsentMethod, DataClass, Intent, Purpose, Tier, Verdict
from tests.domain.acts import ingest, open_job
from tests.domain.lives import ACTS, JOINING, PEOPLE
from tests.domain.story import Story, some_id

SAID: tuple[AnyEvent, ...] = (
    *(TierAssigned(tier=tier) for tier in (Tier.A, Tier.B, None)),
    *(IntentRecorded(intent=intent) for intent in Intent),
    *(CandidateTagged(tag=tag, facet=facet) for tag in ("go", "java") for facet in ("skill", "industry")),
    *(CandidateUntagged(tag=tag) for tag in ("go", "java")),
    *(moved(pool=pool) for pool in ("main", "main", "west") for moved in (TalentPoolEntered, TalentPoolLeft)),
    *(
        ContactLogged(contact=some_id(f"call {number}"), channel=Channel.PHONE, inbound=inbound, went_well=inbound)
        for number, inbound in enumerate((True, False))
    ),
    Replied(contact=some_id("call 1"), channel=Channel.PHONE),
    ProfileConfirmed(by_candidate=True),
    ProfileConfirmed(by_candidate=True, echo=True),
    ProfileConfirmed(),
)
CONSENT = {"purpose": Purpose.TALENT_POOL, "controller": "main"}
ABOUT: tuple[AnyEvent, ...] = (
    *(ConsentGiven(**CONSENT, channels=channels) for channels in ((Channel.EMAIL,), (Channel.EMAIL, Channel.PHONE))),
    ConsentGiven(**CONSENT, channels=(Channel.EMAIL,), method=ConsentMethod.IMPORTED),
    ConsentGiven(**CONSENT, channels=(Channel.PHONE,), expires_on=date(2024, 5, 6)),
    ConsentWithdrawn(channels=(Channel.EMAIL,)),
    ObjectionRaised(purposes=(Purpose.TALENT_POOL,), channels=(Channel.PHONE,)),
)
ERASED = ((DataClass.CONVERSATION,), (DataClass.CONVERSATION, DataClass.IDENTITY))
"""Who is partly erased is still there."""
OWN = ("application", "employment", "previous", "offer", "interview")


def lives(seed: int, people: int = 4, acts: int = 120) -> list[Recorded]:
    """Positions are those of an empty ledger."""
    chance, story = random.Random(seed), Story()
    for number in range(people):
        _live(story, chance, number, acts)
    return story.history


def records(people: int = 4) -> list[UUID]:
    return [_one(number, each) for number in range(people) for each in PEOPLE]


def _live(story: Story, chance: random.Random, number: int, acts: int) -> None:
    story.given(*(_of(number, each) for each in (*map(ingest, PEOPLE), open_job())))
    journeys = {who: _journey(who) for who in (_one(number, each) for each in PEOPLE)}
    for _ in range(acts):
        who = _one(number, chance.choice(PEOPLE))
        what = chance.random()
        if what < 0.5:
            ago = timedelta(days=chance.randrange(900), minutes=chance.randrange(1_440))
            late = Claim(at=story.now - ago) if chance.random() < 0.5 else None
            event = journeys[who].pop(0) if journeys[who] and chance.random() < 0.3 else chance.choice(SAID + ABOUT)
            story.happened(who, event, occurred=late)
        elif what < 0.54:
            position = chance.choice([each.position for each in story.of(who)])
            story.when(RecordInError(candidate=who, position=position, why="typing-error"))
        else:
            story.when(_of(number, chance.choice(JOINING if what < 0.58 else ACTS)))
    if number % 2:
        erasure = some_id(f"erasure {number}")
        story.happened(who, ErasureRequested(erasure=erasure, why="request"))
        story.happened(who, CandidateErased(erasure=erasure, erased=ERASED[number // 2 % 2]))


def _journey(who: UUID) -> list[AnyEvent]:
    """From a message and the first application to the last working day, and back."""
    one, work, again = (some_id(f"{each} of {who}") for each in ("application", "work", "work again"))
    of, talk = {"application": one, "job": some_id("their job")}, some_id(f"talk with {who}")
    return [
        ContactSent(contact=some_id(f"mail to {who}"), channel=Channel.EMAIL, purpose=Purpose.TALENT_POOL),
        Applied(**of, via="referral"),
        InterviewAttended(**of, interview=talk),
        InterviewEvaluated(**of, interview=talk, evaluator="user:wu", verdict=Verdict.POSITIVE, score=70),
        OfferMade(**of, offer=some_id(f"offer to {who}")),
        OfferAccepted(**of, offer=some_id(f"offer to {who}")),
        Hired(**of, employment=work, key_role=True),
        Left(employment=work),
        Rehired(employment=again, previous=work),
    ]


def _one(number: int, named: UUID) -> UUID:
    return some_id(f"{number} {named}")


def _of(number: int, act: Command) -> Command:
    """The act, in the life of this number; no two people have an application or an employment of one id."""
    ids = {name: value for name, value in act if isinstance(value, UUID)}
    whose = {name: f"{number} {ids.get('candidate')}" if name in OWN else str(number) for name in ids}
    return act.model_copy(update={name: some_id(f"{whose[name]} {value}") for name, value in ids.items()})
