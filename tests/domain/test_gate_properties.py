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
    RestrictProcessing,
    SetContactPreference,
    Unsubscribe,
    VerifyContactPoint,
    WithdrawConsent,
)
from domain.gate import POLICIES, Contact, may_contact
from domain.recorded import Recorded
from domain.vocabulary import Channel, Purpose
from tests.domain.acts import apply, consent, merge, open_job, opt_out, reverse
from tests.domain.outreach_acts import MAIL, dispatch, known, living_in, plan
from tests.domain.story import A, B, Story, some_id

P = Purpose
ASKED = some_id("request")
PROMOTIONAL = {P.MARKETING, P.TALENT_POOL, P.ALUMNI, P.PERMISSION_REQUEST}


def _of(who: UUID) -> tuple[list[Command], list[Command]]:
    """What stands against contacts, and what speaks for them."""
    noes: list[Command] = [
        opt_out(who),
        WithdrawConsent(candidate=who, purpose=P.MARKETING, channels=(Channel.EMAIL,)),
        RaiseObjection(candidate=who, purposes=(P.MARKETING,)),
        Unsubscribe(candidate=who),
        RestrictProcessing(candidate=who),
        RefuseConsent(candidate=who, request=ASKED),
        InvalidateContactPoint(candidate=who, point=MAIL, why="bounced"),
        SetContactPreference(candidate=who, stopped=True),
        LeaveTalentPool(candidate=who),
        living_in("DE", who),
        *JOINING,
    ]
    yeses: list[Command] = [
        consent(who),
        consent(who, expires_on=datetime(2024, 5, 20, tzinfo=UTC).date()),
        consent(who, P.TALENT_POOL),
        LiftRestriction(candidate=who),
        EnterTalentPool(candidate=who),
        SetContactPreference(candidate=who),
        VerifyContactPoint(candidate=who, point=MAIL),
        LiftSuppression(point=MAIL, why="theirs"),
        RequestConsent(candidate=who, request=ASKED, purpose=P.MARKETING, channels=(Channel.EMAIL,)),
        apply(who, some_id(f"application of {who}")),
        living_in("US", who),
        living_in("CN", who),
    ]
    return noes, yeses


JOINING: list[Command] = [merge(A, B), merge(B, A), reverse(A, B), reverse(B, A)]
NOES_OF_A, YESES_OF_A = _of(A)
NOES_OF_B, YESES_OF_B = _of(B)
ACTS = st.sampled_from([*NOES_OF_A, *NOES_OF_B, *YESES_OF_A, *YESES_OF_B, *YESES_OF_A, *YESES_OF_B])
PURPOSES = st.sampled_from(
    [P.MARKETING, P.MARKETING, P.TALENT_POOL, P.APPLICATION, P.PERMISSION_REQUEST, P.RIGHTS_REPLY]
)
WAITS = st.sampled_from([timedelta(0), timedelta(0), timedelta(days=1), timedelta(days=8), timedelta(hours=11)])
ENDS = st.sampled_from(["sent", "sent", "failed", "bounced", "nobody knows"])
PEOPLE = st.sampled_from([A, B])
DAYS = st.lists(
    st.tuples(WAITS, st.lists(ACTS, max_size=2), PURPOSES, PEOPLE, st.lists(ACTS, max_size=2), WAITS, PEOPLE, ENDS),
    min_size=1,
    max_size=8,
)
Days = list[tuple[timedelta, list[Command], Purpose, UUID, list[Command], timedelta, UUID, str]]


def lived(days: Days) -> Story:
    """Each time something is planned, something may come between, and it is to leave."""
    story = Story().given(*known("CN", A), *known("CN", B), open_job(), consent(A), apply(A), consent(B, P.TALENT_POOL))
    story.now = datetime(2024, 5, 7, 3, 0, tzinfo=UTC)
    for number, (wait, before, purpose, who, between, longer, whose, end) in enumerate(days):
        contact = some_id(f"contact {number}")
        story.now = story.now.replace(hour=3) + timedelta(days=1) + wait
        for act in (*before, plan(who, purpose, contact), *between):
            story.when(act)
        story.now += longer
        told = {"candidate": whose, "contact": contact}
        for act in (dispatch(whose, contact), *ending(end, told)):
            story.when(act)
    return story


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


def covers(event: Any, purpose: Purpose, channel: Channel) -> bool:
    said = [*(event.purposes or ())] if hasattr(event, "purposes") else [event.purpose]
    return (not said or said == [None] or purpose in said) and (not event.channels or channel in event.channels)


LIMITS = ("processing-restricted", "restriction-lifted")
NOES = ("consent-withdrawn", "consent-refused", "unsubscribed", "objection-raised")


@settings(max_examples=120)
@given(DAYS)
def test_nothing_leaves_against_what_stands(days: Days) -> None:
    history = lived(days).history
    for place, left in enumerate(history):
        event = left.event
        if event.type != "contact-dispatched":
            continue
        before = history[:place]
        members = person_at(before, left.stream)
        theirs = [each for each in before if each.stream in members]
        purpose, channel = event.purpose, event.channel
        bounced = [each for each in before if each.event.type == "address-suppressed" and each.event.why == "bounced"]
        assert all(_lifted(before, each) for each in bounced)
        if purpose is P.RIGHTS_REPLY:
            continue
        for stream in members:
            limits = [e.event.type for e in theirs if e.stream == stream and e.event.type in LIMITS]
            assert limits[-1:] != ["processing-restricted"]
        no = [each for each in theirs if each.event.type in NOES and covers(each.event, purpose, channel)]
        if no:
            assert any(_yes(each, purpose, channel) and each.position > no[-1].position for each in theirs)
        _basis_held(left, theirs)
        if purpose in PROMOTIONAL:
            _in_rhythm(left, theirs)


def _lifted(before: list[Recorded], suppressed: Recorded) -> bool:
    return any(each.event.type == "suppression-lifted" and each.position > suppressed.position for each in before)


def _yes(each: Recorded, purpose: Purpose, channel: Channel) -> bool:
    event = each.event
    if event.type == "consent-given":
        return event.purpose is purpose and channel in event.channels
    return event.type == "applied" and purpose is P.APPLICATION


def _basis_held(left: Recorded, theirs: list[Recorded]) -> None:
    event: Any = left.event
    if event.basis == "consent":
        (given_,) = [each.event for each in theirs if each.position == event.basis_position]
        assert given_.type == "consent-given"
        assert given_.purpose is event.purpose
        assert event.channel in given_.channels
        assert given_.expires_on is None or (left.recorded_at - timedelta(minutes=1)).date() <= given_.expires_on
    if event.basis == "asking":
        asked = [
            each
            for each in theirs
            if each.event.type == "contact-dispatched" and purpose_of(each) is P.PERMISSION_REQUEST
        ]
        assert still_out(asked, theirs) == []


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


def _in_rhythm(left: Recorded, theirs: list[Recorded]) -> None:
    """At most 2 mails a week that nobody asked for, with this one; never on a stop; never at night."""
    latest = {each.stream: each.event for each in theirs if each.event.type == "contact-preference-set"}
    assert not any(each.stopped for each in latest.values())
    sent = [each for each in dispatched(theirs) if purpose_of(each) in PROMOTIONAL]
    recent = [each for each in still_out(sent, theirs) if each.recorded_at > left.recorded_at - timedelta(days=7)]
    assert len(recent) < 2
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
