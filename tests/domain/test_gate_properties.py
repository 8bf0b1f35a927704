"""Of every history, in any order: nothing that stands against a contact is ever followed by its dispatch.

What stands is worked out here from the bare events, by rules written a second time and without a fold.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.decision import Command
from domain.decisions import (
    ApproveErasure,
    EnterTalentPool,
    InvalidateContactPoint,
    LeaveTalentPool,
    LiftRestriction,
    LiftSuppression,
    RaiseObjection,
    RefuseConsent,
    ReportBounced,
    ReportFailed,
    ReportSent,
    RequestConsent,
    RequestErasure,
    RestrictProcessing,
    SetContactPreference,
    SuppressAddress,
    Unsubscribe,
    VerifyContactPoint,
    WithdrawConsent,
)
from domain.gate import POLICIES, Contact, may_contact
from domain.person import ContactPoint, PointKind
from domain.recorded import Recorded
from domain.vocabulary import Channel, Purpose
from tests.domain.acts import apply, consent, ingest, merge, open_job, opt_out, reverse
from tests.domain.outreach_acts import MAIL, PHONE, dispatch, known, living_in, notice, plan, shown
from tests.domain.story import A, B, Story, some_id

P, C = Purpose, Channel
ASKED = some_id("request")
PROMOTIONAL = {P.MARKETING, P.TALENT_POOL, P.ALUMNI, P.PERMISSION_REQUEST}
OTHER_MAIL = ContactPoint(kind=PointKind.EMAIL, value="wang@other.example")
OTHER = {"controller": "other"}
CLIENT = {"recipient": "client"}
THEIRS: dict[str, Any] = {"notice": "theirs", "controller": "other"}


def consents(who: UUID) -> list[Command]:
    return [
        consent(who),
        consent(who, expires_on=datetime(2024, 5, 20, tzinfo=UTC).date()),
        consent(who, P.TALENT_POOL),
        consent(who, channels=(C.SMS, C.PHONE)),
        consent(who, **OTHER),
        consent(who, **CLIENT),
    ]


def _of(who: UUID) -> tuple[list[Command], list[Command]]:
    """What stands against contacts, and what speaks for them."""
    noes: list[Command] = [
        opt_out(who),
        opt_out(who, **OTHER),
        WithdrawConsent(candidate=who, purpose=P.MARKETING, channels=(C.EMAIL,)),
        RaiseObjection(candidate=who, purposes=(P.MARKETING,)),
        RaiseObjection(candidate=who, **OTHER),
        Unsubscribe(candidate=who),
        Unsubscribe(candidate=who, controller="main", channels=(C.SMS,)),
        RestrictProcessing(candidate=who),
        RefuseConsent(candidate=who, request=ASKED),
        InvalidateContactPoint(candidate=who, point=MAIL, why="bounced"),
        InvalidateContactPoint(candidate=who, point=PHONE, why="wrong-person"),
        SetContactPreference(candidate=who, stopped=True),
        LeaveTalentPool(candidate=who),
        living_in("DE", who),
        *JOINING,
    ]
    yeses: list[Command] = [
        *consents(who),
        LiftRestriction(candidate=who),
        EnterTalentPool(candidate=who),
        SetContactPreference(candidate=who),
        VerifyContactPoint(candidate=who, point=MAIL),
        VerifyContactPoint(candidate=who, point=PHONE),
        RequestConsent(candidate=who, request=ASKED, purpose=P.MARKETING, channels=(C.EMAIL,)),
        RequestConsent(candidate=who, request=ASKED, purpose=P.MARKETING, channels=(C.EMAIL,), **CLIENT),
        apply(who, some_id(f"application of {who}")),
        living_in("US", who),
        living_in("CN", who),
    ]
    return noes, yeses


JOINING: list[Command] = [merge(A, B), merge(B, A), reverse(A, B), reverse(B, A)]
NOES_OF_A, YESES_OF_A = _of(A)
NOES_OF_B, YESES_OF_B = _of(B)
WHYS = ("bounced", "objection", "unsubscribed", "complaint", "wrong-person", "erased", "other")
SUPPRESSING: list[Command] = [
    SuppressAddress(point=point, why=why, purposes=purposes)
    for point in (MAIL, PHONE)
    for why in WHYS
    for purposes in (None, (P.MARKETING,))
]
LIFTING: list[Command] = [LiftSuppression(point=point, why="theirs") for point in (MAIL, PHONE)]
ERASING: list[Command] = [
    act
    for who in (A, B)
    for act in (
        RequestErasure(candidate=who, erasure=some_id("erasure")),
        ApproveErasure(candidate=who, erasure=some_id("erasure"), by="user:dpo"),
    )
]
NOES, YESES = (*NOES_OF_A, *NOES_OF_B), (*YESES_OF_A, *YESES_OF_B)
OFTEN, SELDOM = (
    st.sampled_from([*NOES, *YESES, *YESES]),
    st.sampled_from([*SUPPRESSING, *LIFTING, *LIFTING * 9, *ERASING]),
)
ACTS = st.one_of(OFTEN, OFTEN, OFTEN, SELDOM)
WAYS = st.sampled_from(
    [
        *[{"channel": C.EMAIL, "address": MAIL}] * 4,
        {"channel": C.EMAIL, "address": OTHER_MAIL},
        {"channel": C.SMS, "address": PHONE},
        {"channel": C.PHONE, "address": PHONE},
        {"channel": C.EMAIL, "address": MAIL, **OTHER},
        {"channel": C.EMAIL, "address": MAIL, **CLIENT},
    ]
)
PURPOSES = st.sampled_from(
    [P.MARKETING, P.MARKETING, P.TALENT_POOL, P.APPLICATION, P.PERMISSION_REQUEST, P.RIGHTS_REPLY]
)
WAITS = st.sampled_from([timedelta(0), timedelta(0), timedelta(days=1), timedelta(days=8), timedelta(hours=11)])
ENDS = st.sampled_from(["sent", "sent", "failed", "bounced", "nobody knows"])
PEOPLE = st.sampled_from([A, B])
DAYS = st.lists(
    st.tuples(
        WAITS, st.lists(ACTS, max_size=2), PURPOSES, WAYS, PEOPLE, st.lists(ACTS, max_size=2), WAITS, PEOPLE, ENDS
    ),
    min_size=1,
    max_size=8,
)
Days = list[tuple[timedelta, list[Command], Purpose, dict[str, Any], UUID, list[Command], timedelta, UUID, str]]


def lived(days: Days) -> Story:
    """Each time something is planned, something may come between, and it is to leave."""
    story = Story().given(*known("CN", A), *known("CN", B), notice(**THEIRS), open_job(), *consents(A), apply(A))
    for who in (A, B):
        story.given(shown(who).model_copy(update={"notice": "theirs"}), _also_at(who))
    story.given(*consents(B))
    story.now = datetime(2024, 5, 7, 3, 0, tzinfo=UTC)
    for number, (wait, before, purpose, way, who, between, longer, whose, end) in enumerate(days):
        contact = some_id(f"contact {number}")
        story.now = story.now.replace(hour=3) + timedelta(days=1) + wait
        for act in (*before, plan(who, purpose, contact, **way), *between):
            story.when(act)
        story.now += longer
        told = {"candidate": whose, "contact": contact}
        for act in (dispatch(whose, contact), *ending(end, told)):
            story.when(act)
    return story


def _also_at(who: UUID) -> Command:
    said = {"name": {"full": "王小明"}, "points": [OTHER_MAIL.model_dump()]}
    return ingest(who, source="moka", person=said)


def ending(end: str, told: dict[str, Any]) -> list[Command]:
    match end:
        case "sent":
            return [ReportSent.model_validate(told)]
        case "failed":
            return [ReportFailed.model_validate({**told, "code": "x"})]
        case "bounced":
            return [ReportBounced.model_validate({**told, "hard": True})]
        case _:
            return []


def person_at(before: list[Recorded], stream: UUID) -> set[UUID]:
    """Whoever was one person with this record then: there are but two."""
    joining = [each.event.type for each in before if each.event.type in ("candidate-merged", "merge-reversed")]
    return {A, B} if joining[-1:] == ["candidate-merged"] else {stream}


def covers(event: Any, asked: Any) -> bool:
    """A no about everything names nothing; one to any promotion covers the question for a yes as well."""
    said = {each for each in getattr(event, "purposes", None) or [getattr(event, "purpose", None)] if each is not None}
    meant = PROMOTIONAL if asked.purpose is P.PERMISSION_REQUEST else {asked.purpose}
    return (
        (not said or bool(said & meant))
        and (not event.channels or asked.channel in event.channels)
        and event.controller in (None, asked.controller)
        and getattr(event, "recipient", None) in (None, asked.recipient)
    )


LIMITS = ("processing-restricted", "restriction-lifted")
NOES_SAID = ("consent-withdrawn", "consent-refused", "unsubscribed", "objection-raised")
NEVER = {"bounced", "wrong-person"}


@settings(max_examples=120)
@given(DAYS)
def test_nothing_leaves_against_what_stands(days: Days) -> None:
    history = lived(days).history
    asked = {each.event.contact: each.event for each in history if each.event.type == "contact-planned"}
    for place, left in enumerate(history):
        if left.event.type != "contact-dispatched":
            continue
        before, plan = history[:place], asked[left.event.contact]
        members = person_at(before, left.stream)
        theirs = [each for each in before if each.stream in members]
        assert not [each for each in theirs if each.event.type == "erasure-approved"]
        assert plan.address is not None
        for entry in standing_at(before, plan.address):
            event: Any = entry.event
            assert event.why not in NEVER
            if plan.purpose is not P.RIGHTS_REPLY and plan.purpose in (event.purposes or Purpose):
                assert any(_yes(each, plan) and each.position > entry.position for each in theirs)
        if plan.purpose is P.RIGHTS_REPLY:
            continue
        for stream in members:
            limits = [e.event.type for e in theirs if e.stream == stream and e.event.type in LIMITS]
            assert limits[-1:] != ["processing-restricted"]
        no = [each for each in theirs if each.event.type in NOES_SAID and covers(each.event, plan)]
        if no:
            assert any(_yes(each, plan) and each.position > no[-1].position for each in theirs)
        _basis_held(left, plan, theirs)
        _by_day(left, plan)
        if plan.purpose in PROMOTIONAL:
            _in_rhythm(left, theirs)


def test_each_way_is_gone_where_nothing_stands_against_it() -> None:
    """So the property above speaks of each: by both addresses, three channels, two controllers, and to a recipient."""
    wait, told = timedelta(0), ("sent",)
    for way in (
        {"channel": C.EMAIL, "address": OTHER_MAIL},
        {"channel": C.SMS, "address": PHONE},
        {"channel": C.PHONE, "address": PHONE},
        {"channel": C.EMAIL, "address": MAIL, **OTHER},
        {"channel": C.EMAIL, "address": MAIL, **CLIENT},
    ):
        story = lived([(wait, [], P.MARKETING, way, A, [], wait, A, *told)])
        assert len(story.of_type("contact-dispatched")) == 1, way


def standing_at(before: list[Recorded], address: ContactPoint) -> list[Recorded]:
    """The entries against this address that nobody lifted since then."""
    stream = some_id(f"address {address.kind} {address.value}")
    standing: list[Recorded] = []
    for each in before:
        if each.stream == stream and each.event.type == "address-suppressed":
            standing.append(each)
        elif each.stream == stream and each.event.type == "suppression-lifted":
            only = each.event.only
            standing = [one for one in standing if only and one.event.why != only]  # type: ignore[union-attr]
    return standing


def _yes(each: Recorded, asked: Any) -> bool:
    """To just this; or, for an application, applying."""
    event: Any = each.event
    if event.type == "consent-given":
        same = (event.purpose, event.controller, event.recipient) == (asked.purpose, asked.controller, asked.recipient)
        return same and asked.channel in event.channels
    return event.type == "applied" and asked.purpose is P.APPLICATION and event.controller == asked.controller


def _basis_held(left: Recorded, asked: Any, theirs: list[Recorded]) -> None:
    event: Any = left.event
    if asked.recipient is not None:
        assert event.basis == "consent"
    if event.basis == "consent":
        (given_,) = [each for each in theirs if each.position == event.basis_position]
        assert _yes(given_, asked)
        last: Any = given_.event
        assert last.expires_on is None or (left.recorded_at - timedelta(minutes=1)).date() <= last.expires_on
    if event.basis == "contract":
        (applied,) = [each for each in theirs if each.position == event.basis_position]
        assert applied.event.controller == asked.controller  # type: ignore[union-attr]
    if event.basis == "asking":
        asking = [
            each
            for each in dispatched(theirs)
            if purpose_of(each) is P.PERMISSION_REQUEST and each.event.controller == asked.controller  # type: ignore[union-attr]
        ]
        assert still_out(asking, theirs) == []


def dispatched(theirs: list[Recorded]) -> list[Recorded]:
    return [each for each in theirs if each.event.type == "contact-dispatched"]


def purpose_of(recorded: Recorded) -> Purpose:
    event: Any = recorded.event
    purpose: Purpose = event.purpose
    return purpose


def still_out(dispatched: list[Recorded], theirs: list[Recorded]) -> list[Recorded]:
    """Without what came back as never having left."""
    return [
        each
        for each in dispatched
        if not any(
            later.event.type == "contact-failed"
            and later.event.contact == each.event.contact  # type: ignore[union-attr]
            and later.position > each.position
            for later in theirs
        )
    ]


MOST = {C.EMAIL: 2, C.SMS: 1, C.PHONE: 1}


def _in_rhythm(left: Recorded, theirs: list[Recorded]) -> None:
    """At most 3 a week that nobody asked for, 2 by mail and 1 by text or call, with this one; never on a stop."""
    event: Any = left.event
    latest = {each.stream: each.event for each in theirs if each.event.type == "contact-preference-set"}
    assert not any(each.stopped for each in latest.values())
    sent = [each for each in dispatched(theirs) if purpose_of(each) in PROMOTIONAL]
    recent = [each for each in still_out(sent, theirs) if each.recorded_at > left.recorded_at - timedelta(days=7)]
    assert len(recent) < 3
    assert sum(each.event.channel is event.channel for each in recent) < MOST[event.channel]  # type: ignore[union-attr]


def _by_day(left: Recorded, asked: Any) -> None:
    """What nobody asked for, and whatever rings."""
    if asked.purpose in PROMOTIONAL or asked.channel in (C.SMS, C.PHONE):
        local = left.recorded_at - timedelta(minutes=1)
        assert 1 <= local.hour < 13, "9 to 21 in Shanghai"


ASKED_FOR = [Purpose.APPLICATION, Purpose.RIGHTS_REPLY]


@settings(max_examples=25)
@given(DAYS, st.sampled_from(ASKED_FOR))
def test_leaving_the_pool_never_stops_what_was_asked_for(days: Days, purpose: Purpose) -> None:
    story = lived(days).when(EnterTalentPool(candidate=A)).when(EnterTalentPool(candidate=B))
    contact = Contact(some_id("one more"), Channel.EMAIL, purpose, "main", "user:li", address=MAIL)
    policy = POLICIES["employer-1"]
    for who in (A, B):
        before = story.dossier(who)
        story.when(LeaveTalentPool(candidate=before.candidate))
        for moment in (story.now, story.now + timedelta(hours=9)):
            answer = may_contact(before, contact, policy, moment, story.around(before, contact))
            after = story.dossier(who)
            assert may_contact(after, contact, policy, moment, story.around(after, contact)).reasons == answer.reasons


@settings(max_examples=25)
@given(DAYS)
def test_a_refusal_has_a_reason_and_an_answer_a_position(days: Days) -> None:
    for recorded in lived(days).history:
        event: Any = recorded.event
        if event.type == "contact-refused":
            assert event.reasons
        if event.type in ("contact-planned", "contact-dispatched", "contact-refused"):
            assert 0 < event.checked_at < recorded.position
