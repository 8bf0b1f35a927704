"""A small history, and what every metric says of it, worked out by hand.

Five people and one record more: Anna (with another record of hers, merged later), Bo, Chen, Dora who works here
already, and Emil who is hired. Everything was recorded at noon UTC of its day; the lake ends on 30 June 2026, so
that half a year goes back to 30 December 2025 and a year to 30 June 2025.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from domain.envelope import Claim
from domain.events import (
    AnyEvent,
    Applied,
    CandidateAbsorbed,
    CandidateErased,
    CandidateIngested,
    CandidateMerged,
    CandidateTagged,
    CandidateUntagged,
    ConsentGiven,
    ConsentWithdrawn,
    ContactClicked,
    ContactDelivered,
    ContactDispatched,
    ContactLogged,
    ContactOpened,
    ContactPointInvalid,
    ContactSent,
    Hired,
    IntentRecorded,
    InterviewAttended,
    InterviewEvaluated,
    JobOpened,
    NoteRecorded,
    NotHired,
    OfferAccepted,
    OfferDeclined,
    OfferMade,
    ProbationPassed,
    RecordedInError,
    Replied,
    TalentPoolEntered,
    TierAssigned,
)
from domain.recorded import Recorded
from domain.vocabulary import DataClass
from tests.domain.story import Story, some_id

MAIL = {"contact": some_id("mail"), "channel": "email", "purpose": "talent-pool"}
ONE, TWO, THREE = ({"application": some_id(each), "job": some_id("job")} for each in ("one", "two", "three"))
WORK = {"employment": some_id("work")}


def ingested(region: str, **more: Any) -> CandidateIngested:
    return CandidateIngested(region=region, **more)


HISTORY: tuple[tuple[str, str, AnyEvent], ...] = (
    ("2025-01-10", "anna", ingested("cn-31")),
    ("2025-01-10", "bo", ingested("cn-31")),
    ("2025-01-10", "chen", ingested("cn-11")),
    ("2025-01-10", "dora", ingested("cn-11", status="employee")),
    ("2025-01-10", "job", JobOpened(title="Engineer", org_unit="lab", family="engineering")),
    ("2025-03-03", "anna", TalentPoolEntered()),
    ("2025-03-04", "bo", TalentPoolEntered()),
    ("2025-03-12", "chen", TalentPoolEntered()),
    ("2025-03-12", "dora", TalentPoolEntered()),
    ("2025-04-01", "anna", CandidateTagged(tag="python", facet="skill")),
    ("2025-04-01", "chen", CandidateTagged(tag="python", facet="skill")),
    ("2025-04-02", "chen", CandidateUntagged(tag="python")),
    ("2025-05-01", "anna", ContactLogged(contact=some_id("call"), channel="phone", outcome="reached", went_well=True)),
    ("2025-05-02", "anna", Replied(contact=some_id("call"), channel="phone")),
    ("2025-06-01", "emil", ingested("cn-44")),
    ("2025-06-02", "emil", TalentPoolEntered()),
    ("2025-06-10", "emil", Applied(**ONE, via="referral")),
    ("2025-06-20", "emil", InterviewAttended(**ONE, interview=some_id("talk"))),
    (
        "2025-06-20",
        "emil",
        InterviewEvaluated(**ONE, interview=some_id("talk"), evaluator="user:wu", verdict="positive", score=80),
    ),
    ("2025-06-25", "emil", OfferMade(**ONE, offer=some_id("offer"))),
    ("2025-06-27", "emil", OfferAccepted(**ONE, offer=some_id("offer"))),
    ("2025-07-01", "emil", Hired(**ONE, **WORK, key_role=True)),
    (
        "2025-09-01",
        "bo",
        ContactDispatched(
            **MAIL,
            controller="main",
            sender="user:li",
            basis="consent",
            checked_at=1,
            template="invite",
            template_version=1,
        ),
    ),
    ("2025-09-01", "bo", ContactSent(**MAIL)),
    ("2025-09-01", "bo", ContactDelivered(**MAIL)),
    ("2025-09-01", "bo", ContactOpened(**MAIL, by_machine=True)),
    ("2025-09-03", "bo", ContactOpened(**MAIL)),
    ("2026-01-10", "anna", Applied(**TWO, via="career-site")),
    ("2026-01-20", "anna", InterviewAttended(**TWO, interview=some_id("second talk"))),
    (
        "2026-01-20",
        "anna",
        InterviewEvaluated(
            **TWO, interview=some_id("second talk"), evaluator="user:wu", verdict="negative", why="job-fit", score=41
        ),
    ),
    ("2026-01-30", "anna", NotHired(**TWO, why="job-fit", decided_by="employer")),
    ("2026-02-01", "anna again", ingested("cn-44")),
    ("2026-02-01", "anna again", TalentPoolEntered()),
    ("2026-02-02", "anna", CandidateMerged(absorbed=some_id("anna again"))),
    ("2026-02-02", "anna again", CandidateAbsorbed(survivor=some_id("anna"))),
    ("2026-03-01", "bo", IntentRecorded(intent="open")),
    ("2026-03-01", "bo", TierAssigned(tier="b", proposed="b")),
    ("2026-03-01", "bo", ConsentGiven(purpose="marketing", channels=("email",), controller="main")),
    ("2026-03-02", "chen", ConsentGiven(purpose="talent-pool", channels=("email", "phone"), controller="main")),
    ("2026-03-05", "bo", Applied(**THREE, via="career-site")),
    ("2026-03-06", "bo", RecordedInError(position=40, why="wrong-person")),
    ("2026-03-10", "chen", ConsentWithdrawn(purpose="talent-pool", channels=("email",))),
    ("2026-04-01", "bo", ContactPointInvalid(kind="email", why="not-in-use")),
    ("2026-05-10", "anna", Applied(**THREE, via="career-site")),
    ("2026-05-11", "anna", IntentRecorded(intent="active")),
    ("2026-06-01", "dora", Replied(contact=some_id("letter"), channel="post")),
    ("2026-06-30", "bo", NoteRecorded()),
)
CLAIMED = {46: datetime(2025, 12, 24, 12, tzinfo=UTC)}
"""Dora's answer came in late: it is of Christmas Eve."""


LETTER = {"channel": "email", "purpose": "talent-pool"}
TO_FAY, TO_GUS, TO_HUI = ({"contact": some_id(f"to {each}"), **LETTER} for each in ("fay", "gus", "hui"))
OF_FAY, OF_GUS, OF_HUI = (
    {"application": some_id(f"of {each}"), "job": some_id("post")} for each in ("fay", "gus", "hui")
)
AT_WORK = {"employment": some_id("fay at work")}


def dispatched(to: dict[str, Any]) -> ContactDispatched:
    sent_by = {"controller": "main", "sender": "user:li", "basis": "consent", "checked_at": 1}
    return ContactDispatched(**to, **sent_by, template="vacancy", template_version=2)


def met(application: dict[str, Any], verdict: str, score: int) -> InterviewEvaluated:
    talk = {"interview": some_id(f"talk {application['application']}"), "evaluator": "user:wu"}
    return InterviewEvaluated.model_validate({**application, **talk, "verdict": verdict, "score": score})


WHOLE_WAY: tuple[tuple[str, str, AnyEvent], ...] = (
    ("2025-09-01", "fay", ingested("cn-31", age_band="30-34", education_level="master")),
    ("2025-09-01", "gus", ingested("cn-31", age_band="25-29", education_level="bachelor")),
    ("2025-09-01", "hui", ingested("cn-11", age_band="25-29", education_level="master")),
    ("2025-09-01", "ivy", ingested("cn-11")),
    ("2025-09-01", "post", JobOpened(title="Engineer", org_unit="lab", family="engineering")),
    *(("2025-09-02", who, TalentPoolEntered()) for who in ("fay", "gus", "hui", "ivy")),
    *(("2025-09-03", who, CandidateTagged(tag="java", facet="skill")) for who in ("fay", "gus", "hui")),
    ("2025-09-03", "gus", CandidateTagged(tag="rust", facet="skill")),
    ("2025-09-04", "gus", IntentRecorded(intent="open")),
    ("2025-09-04", "hui", IntentRecorded(intent="active")),
    ("2025-09-05", "fay", TierAssigned(tier="a", proposed="a")),
    ("2025-09-05", "gus", TierAssigned(tier="a", proposed="b")),
    ("2025-09-05", "hui", TierAssigned(tier="b", proposed="b")),
    *(
        ("2025-10-01", who, event)
        for who, to in (("fay", TO_FAY), ("gus", TO_GUS), ("hui", TO_HUI))
        for event in (dispatched(to), ContactSent(**to), ContactDelivered(**to))
    ),
    ("2025-10-02", "fay", ContactOpened(**TO_FAY)),
    ("2025-10-02", "fay", ContactClicked(**TO_FAY)),
    ("2025-10-02", "gus", ContactClicked(**TO_GUS, by_machine=True)),
    ("2025-10-03", "fay", Replied(contact=some_id("to fay"), channel="email")),
    ("2025-10-03", "hui", ContactOpened(**TO_HUI)),
    ("2025-10-10", "fay", Applied(**OF_FAY, via="sourced")),
    ("2025-10-10", "gus", Applied(**OF_GUS, via="sourced")),
    ("2025-10-10", "hui", Applied(**OF_HUI, via="referral")),
    ("2025-10-20", "fay", InterviewAttended(**OF_FAY, interview=some_id("talk fay"))),
    ("2025-10-22", "gus", InterviewAttended(**OF_GUS, interview=some_id("talk gus"))),
    ("2025-10-20", "fay", met(OF_FAY, "positive", 90)),
    ("2025-10-22", "gus", met(OF_GUS, "positive", 70)),
    ("2025-10-24", "fay", OfferMade(**OF_FAY, offer=some_id("to fay"))),
    ("2025-10-28", "gus", OfferMade(**OF_GUS, offer=some_id("to gus"))),
    ("2025-10-27", "fay", OfferAccepted(**OF_FAY, offer=some_id("to fay"))),
    ("2025-10-30", "gus", OfferDeclined(**OF_GUS, offer=some_id("to gus"))),
    ("2025-11-03", "fay", Hired(**OF_FAY, **AT_WORK, key_role=True)),
    ("2026-02-03", "fay", ProbationPassed(**AT_WORK)),
    ("2026-03-01", "hui", NoteRecorded()),
)
"""Fay is hired and stays, Gus declines, Hui only applies, Ivy does nothing. The lake ends on 1 March 2026, so that half
a year goes back to 1 September 2025 and a year to 1 March 2025."""


def whole_way() -> list[Recorded]:
    return _told(sorted(WHOLE_WAY, key=lambda each: each[0]))


ERASED = ("2026-06-30", "bo", CandidateErased(erasure=some_id("erasure"), erased=(DataClass.IDENTITY,)))


def history(*more: tuple[str, str, AnyEvent]) -> list[Recorded]:
    return _told((*HISTORY, *more), CLAIMED)


def _told(
    lines: Sequence[tuple[str, str, AnyEvent]], claims: Mapping[int, datetime] = MappingProxyType({})
) -> list[Recorded]:
    story = Story()
    for position, (day, who, event) in enumerate(lines, start=1):
        noon = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
        story.now = max(noon, story.now) if story.history else noon
        story.now -= timedelta(minutes=1)  # which the story adds
        claimed = claims.get(position)
        story.happened(some_id(who), event, occurred=Claim(at=claimed) if claimed else None)
    return story.history


def share(people: int, name: str, held: int, per_cent: str) -> list[dict[str, Any]]:
    return [{"segment": "all", "people": people, name: held, "share": Decimal(per_cent)}]


TOLD: dict[str, list[dict[str, Any]]] = {
    # Anna, Bo and Chen are in the pool; Dora and Emil work here.
    "pool-size": [{"segment": "all", "people": 3}],
    # Anna applied in May; Bo opened something last in September; Chen did nothing.
    "activity-rate": share(3, "active", 1, "33.33"),
    # Only Bo was written to within a year: the call to Anna was in May 2025.
    "coverage": share(3, "covered", 1, "33.33"),
    "dormant-share": share(3, "dormant", 1, "33.33"),
    # Anna was described anew in February, Bo spoke of his intent in March.
    "update-rate": share(3, "fresh", 2, "66.67"),
    # Anna answered once; Bo's mail was delivered, but the address failed since.
    "contact-coverage": share(3, "reachable", 1, "33.33"),
    "effective-share": share(3, "effective", 1, "33.33"),
    # Chen lost the only skill.
    "high-quality-share": share(3, "high_quality", 1, "33.33"),
    "consent-coverage": share(3, "consented", 2, "66.67"),
    "consents": [
        {"purpose": "marketing", "channel": "email", "state": "given", "people": 1},
        {"purpose": "talent-pool", "channel": "email", "state": "withdrawn", "people": 1},
        {"purpose": "talent-pool", "channel": "phone", "state": "given", "people": 1},
    ],
    # Bo's application was recorded in error; Dora answered at Christmas.
    "weekly-funnel": [
        {"week": date(2025, 3, 3), "entered": 2, "responded": 1, "took_part": 1, "applied": 1, "hired": 0},
        {"week": date(2025, 3, 10), "entered": 2, "responded": 1, "took_part": 0, "applied": 0, "hired": 0},
        {"week": date(2025, 6, 2), "entered": 1, "responded": 0, "took_part": 1, "applied": 1, "hired": 1},
    ],
    "outreach-funnel": [
        {"channel": "email", "sent": 1, "opened": 1, "replied": 0, "interviewed": 0, "hired": 0, "stayed": 0}
    ],
    # Anna's two; Emil applied before the year began.
    "activation": [{"people": 1, "applications": 2, "interviewed": 1, "offered": 0, "hired": 0}],
    # All five were in the pool during the year, and Emil started on 1 July.
    "conversion": [
        {
            "pool": 5,
            "hires": 1,
            "from_pool": 1,
            "join_conversion": Decimal("20.00"),
            "value_conversion": Decimal("100.00"),
        }
    ],
    "hires-per-year": [
        {"year": 2025, "hires": 1, "from_pool": 1, "key_roles": 1, "key_roles_from_pool": 1, "touches": 2}
    ],
    "channels": [{"via": "career-site", "people": 1, "applications": 2, "interviewed": 1, "positive": 0, "hired": 0}],
    # Of Anna's two, the first came to an interview after ten days.
    "stages": [
        {
            "stage": "1 applied",
            "reached": 2,
            "passed": 1,
            "pass_rate": Decimal("50.00"),
            "median_days": Decimal("10.00"),
        },
        {"stage": "2 interviewed", "reached": 1, "passed": 0, "pass_rate": Decimal("0.00"), "median_days": None},
        {"stage": "3 offered", "reached": 0, "passed": 0, "pass_rate": None, "median_days": None},
        {"stage": "4 accepted", "reached": 0, "passed": 0, "pass_rate": None, "median_days": None},
    ],
    "offer-acceptance": [{"made": 0, "accepted": 0, "declined": 0, "acceptance": None}],
    "interview-feedback": [
        {"month": date(2026, 1, 1), "people": 1, "verdicts": 1, "positive": 0, "mean_score": Decimal("41.00")}
    ],
    "messages": [
        {
            "template": "invite",
            "channel": "email",
            "sent": 1,
            "opened": 1,
            "clicked": 0,
            "replied": 0,
            "open_rate": Decimal("100.00"),
        }
    ],
    "neglected": [{"skill": "python", "people": 1, "untouched": 1, "applied": 1, "conversion": Decimal("100.00")}],
    "segments": [{"skill": "python", "people": 1, "active": 1, "interviewed": 1, "hired": 0}],
    "tags": [{"facet": "skill", "tag": "python", "people": 1}],
    "response": [{"tier": "b", "touched": 1, "responded": 0, "response": Decimal("0.00")}],
    "reapplication": [{"ended": 1, "again": 1, "rate": Decimal("100.00")}],
    # Anna stands at 73, by her application in May above all.
    "score-bands": [{"band": "low", "people": 2}, {"band": "middle", "people": 1}],
    "stock-take": [{"people": 3, "fresh": 2, "hires_in_two_years": 1, "families": 1, "job_types": "engineering"}],
}
WITHOUT_BO: dict[str, list[dict[str, Any]]] = {
    # Of whoever is there now he is not one.
    "pool-size": [{"segment": "all", "people": 2}],
    "activity-rate": share(2, "active", 1, "50.00"),
    "coverage": share(2, "covered", 0, "0.00"),
    "dormant-share": share(2, "dormant", 1, "50.00"),
    "update-rate": share(2, "fresh", 1, "50.00"),
    "contact-coverage": share(2, "reachable", 1, "50.00"),
    "effective-share": share(2, "effective", 1, "50.00"),
    "high-quality-share": share(2, "high_quality", 1, "50.00"),
    "consent-coverage": share(2, "consented", 1, "50.00"),
    "consents": TOLD["consents"][1:],
    "score-bands": [{"band": "low", "people": 1}, {"band": "middle", "people": 1}],
    "stock-take": [{**TOLD["stock-take"][0], "people": 2, "fresh": 1}],
}
"""Everything else tells of what was, and says what it said before he was erased."""
BO = Decimal("0.568401")
"""He opened a message (5 points) 300 days ago, which is five half-lives: 100 * (1 - 2^(-(5/32)/19))."""

WHOLE_WAY_TOLD: dict[str, list[dict[str, Any]]] = {
    # Gus had two days to think: one of two answered offers was taken.
    "offer-acceptance": [{"made": 2, "accepted": 1, "declined": 1, "acceptance": Decimal("50.00")}],
    # Hui opened it; Fay opened and answered; a machine clicked for Gus, who came to an interview all the same.
    "outreach-funnel": [
        {"channel": "email", "sent": 3, "opened": 2, "replied": 1, "interviewed": 2, "hired": 1, "stayed": 1}
    ],
    "messages": [
        {
            "template": "vacancy",
            "channel": "email",
            "sent": 3,
            "opened": 2,
            "clicked": 1,
            "replied": 1,
            "open_rate": Decimal("66.67"),
        }
    ],
    "response": [
        {"tier": "a", "touched": 2, "responded": 1, "response": Decimal("50.00")},
        {"tier": "b", "touched": 1, "responded": 0, "response": Decimal("0.00")},
    ],
    "channels": [
        {"via": "referral", "people": 1, "applications": 1, "interviewed": 0, "positive": 0, "hired": 0},
        {"via": "sourced", "people": 2, "applications": 2, "interviewed": 2, "positive": 2, "hired": 1},
    ],
    "activation": [{"people": 3, "applications": 3, "interviewed": 2, "offered": 2, "hired": 1}],
    # Applied to interview 10 and 12 days, to the offer 4 and 6, to the answer 3 of Fay's, to the first day 7.
    "stages": [
        {"stage": stage, "reached": reached, "passed": passed, "pass_rate": Decimal(rate), "median_days": Decimal(days)}
        for stage, reached, passed, rate, days in (
            ("1 applied", 3, 2, "66.67", "11.00"),
            ("2 interviewed", 2, 2, "100.00", "5.00"),
            ("3 offered", 2, 1, "50.00", "3.00"),
            ("4 accepted", 1, 1, "100.00", "7.00"),
        )
    ],
    "interview-feedback": [
        {"month": date(2025, 10, 1), "people": 2, "verdicts": 2, "positive": 2, "mean_score": Decimal("80.00")}
    ],
    # Fay works here, and counts as somebody whom the pool gave within the year.
    "segments": [
        {"skill": "java", "people": 3, "active": 3, "interviewed": 2, "hired": 1},
        {"skill": "rust", "people": 1, "active": 1, "interviewed": 1, "hired": 0},
    ],
    "neglected": [
        {"skill": "java", "people": 2, "untouched": 0, "applied": 2, "conversion": Decimal("100.00")},
        {"skill": "rust", "people": 1, "untouched": 0, "applied": 1, "conversion": Decimal("100.00")},
    ],
    "hires-per-year": [
        {"year": 2025, "hires": 1, "from_pool": 1, "key_roles": 1, "key_roles_from_pool": 1, "touches": 3}
    ],
    "conversion": [
        {
            "pool": 4,
            "hires": 1,
            "from_pool": 1,
            "join_conversion": Decimal("25.00"),
            "value_conversion": Decimal("100.00"),
        }
    ],
    "reapplication": [{"ended": 0, "again": 0, "rate": None}],
}
BY_SEGMENT: dict[str, dict[str, int]] = {
    # Gus, Hui and Ivy are in the pool; of Ivy nothing is known but where she lives.
    "region": {"cn-11": 2, "cn-31": 1},
    "age": {"25-29": 2, "unknown": 1},
    "education": {"bachelor": 1, "master": 1, "unknown": 1},
    "intent": {"active": 1, "open": 1, "unknown": 1},
    "tier": {"a": 1, "b": 1, "unknown": 1},
    "skill": {"java": 2, "rust": 1, "unknown": 1},
    "family": {"engineering": 2, "unknown": 1},
}
"""People of the pool."""
