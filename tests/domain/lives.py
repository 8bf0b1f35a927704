"""Random lives of three records, two jobs and whoever they turn out to be, for property tests."""

from collections.abc import Iterable
from uuid import UUID

from hypothesis import strategies as st

from domain.decision import Command
from domain.decisions import (
    AcceptProfileUpdate,
    ArchiveRecord,
    AssertDifferentPeople,
    AssessFit,
    AssessMatch,
    AssignOwner,
    AssignTier,
    CancelInterview,
    ClosePool,
    ConfirmProfile,
    CorrectOwnProfile,
    CreatePool,
    DeclineOffer,
    DeferMatch,
    DismissProfileUpdate,
    DispatchContact,
    EnterTalentPool,
    InvalidateContactPoint,
    IssueUpdateLink,
    LeaveTalentPool,
    LiftRestriction,
    ListCandidate,
    MissInterview,
    PassProbation,
    PreferProfileValue,
    RaiseObjection,
    RecordIntent,
    RecordInterest,
    RecordNotHired,
    RecordPay,
    RecordSetting,
    RefuseConsent,
    ReleaseProfileValue,
    ReportBounced,
    ReportDelivered,
    ReportOpened,
    ReportSent,
    ReportUnconfirmed,
    RequestConsent,
    RestrictProcessing,
    ReviewRecord,
    Screen,
    SetContactPreference,
    SuggestProfileUpdate,
    TellOutcome,
    UnlistCandidate,
    Unsubscribe,
    UntagCandidate,
    VerifyContactPoint,
    WithdrawApplication,
)
from domain.events import MatchZone
from domain.person import Career, Employment, PayExpectation
from domain.vocabulary import Channel, Intent, NotHiredReason, Purpose, Verdict
from tests.domain import outreach_acts as outreach
from tests.domain.acts import (
    APPLICATION,
    EMPLOYMENT,
    INTERVIEW,
    OFFER,
    accept,
    apply,
    attend,
    call,
    consent,
    evaluate,
    hire,
    ingest,
    leave,
    merge,
    offer,
    open_job,
    opt_out,
    person,
    reply,
    reverse,
    same,
    schedule,
    split,
    tag,
)
from tests.domain.story import A, B, C, Story, some_id

PEOPLE = (A, B, C)
POOL = some_id("pool")
PAIRS = [(one, other) for one in PEOPLE for other in PEOPLE]


def _of_anyone(candidate: UUID) -> Iterable[Command]:
    who = {"candidate": candidate}
    steps = (attend(), schedule(), evaluate(), evaluate(Verdict.NEGATIVE, why=NotHiredReason.JOB_FIT))
    others = (offer(), accept(), hire(), leave(), apply(), apply(application=some_id("second")))
    yield from (each.model_copy(update=who) for each in steps + others)
    yield from (each.model_copy(update=who) for each in (ingest(), ingest(source="linkedin", region="cn-31")))
    yield ingest(person=person("小明 王", "other@example.com")).model_copy(update=who)
    yield from (each.model_copy(update=who) for each in (tag(), tag(name="go"), call(), reply(), opt_out()))
    yield call(contact=some_id("2"), inbound=True, went_well=True).model_copy(update=who)
    yield opt_out(purpose=Purpose.MARKETING, channels=(Channel.EMAIL,)).model_copy(update=who)
    yield consent().model_copy(update=who)
    yield ConfirmProfile.model_validate(who)
    yield UntagCandidate.model_validate({**who, "tag": "go"})
    yield from (RecordIntent.model_validate({**who, "intent": intent}) for intent in (Intent.OPEN, Intent.CLOSED))
    yield RecordInterest.model_validate({**who, "area": "ai"})
    yield RecordPay.model_validate({**who, "pay": PayExpectation(months_a_year=13)})
    yield AssignOwner.model_validate({**who, "owner": "user:chen"})
    yield AssignTier.model_validate({**who, "by": "user:chen", "tier": "b", "why": "key-role"})
    yield AssessFit.model_validate({**who, "by": "user:chen", "aspect": "ability", "degree": "low"})
    yield EnterTalentPool.model_validate(who)
    yield LeaveTalentPool.model_validate(who)
    yield WithdrawApplication.model_validate({**who, "application": APPLICATION})
    yield CancelInterview.model_validate({**who, "application": APPLICATION, "interview": INTERVIEW})
    yield MissInterview.model_validate({**who, "application": APPLICATION, "interview": INTERVIEW})
    yield DeclineOffer.model_validate({**who, "application": APPLICATION, "offer": OFFER})
    yield Screen.model_validate({**who, "application": APPLICATION, "passed": True})
    yield TellOutcome.model_validate({**who, "application": APPLICATION, "channel": "phone"})
    yield RecordNotHired.model_validate({**who, "application": APPLICATION, "why": "timing", "by": "user:hr"})
    for subject in ("record", "education", "evaluation"):
        said = {"subject": subject, "position": 1, "verdict": "confirmed", "by": "user:chen"}
        yield ReviewRecord.model_validate({**who, **said})
    yield ArchiveRecord.model_validate({**who, "position": 1, "by": "user:chen"})
    point = person("王小明", "wang@example.com").points[0]
    yield VerifyContactPoint.model_validate({**who, "point": point})
    yield InvalidateContactPoint.model_validate({**who, "point": point, "why": "bounced"})
    yield RecordSetting.model_validate({**who, "time_zone": "Asia/Shanghai"})
    for position in (1, 2, 3):
        said = {"attribute": "name", "position": position, "by": "user:chen"}
        yield PreferProfileValue.model_validate({**who, **said})
    yield ReleaseProfileValue.model_validate({**who, "attribute": "name"})
    yield IssueUpdateLink.model_validate({**who, "link": some_id("link")})
    yield CorrectOwnProfile.model_validate({**who, "link": some_id("link")})
    own = {"person": person("王晓明", "own@example.com"), "gone": (point,)}
    yield CorrectOwnProfile.model_validate({**who, "link": some_id("link"), **own})
    suggestion = {**who, "suggestion": some_id("suggestion")}
    career = Career(employments=(Employment(title="CTO", current=True),))
    yield SuggestProfileUpdate.model_validate({**suggestion, "source": "linkedin", "career": career})
    yield AcceptProfileUpdate.model_validate({**suggestion, "by": "user:chen"})
    yield DismissProfileUpdate.model_validate({**suggestion, "why": "old", "by": "user:chen"})
    yield PassProbation.model_validate({**who, "employment": EMPLOYMENT})
    yield from _of_outreach(who)


def _of_outreach(who: dict[str, UUID]) -> Iterable[Command]:
    """Applications are written to at once; what nobody asked for needs more than these lives hold."""
    planned = {**who, "contact": some_id("outreach")}
    yield from (
        outreach.plan(purpose=each).model_copy(update=planned) for each in (Purpose.APPLICATION, Purpose.RIGHTS_REPLY)
    )
    for act in (DispatchContact, ReportSent, ReportUnconfirmed, ReportDelivered, ReportOpened):
        yield act.model_validate(planned)
    yield ReportBounced.model_validate({**planned, "hard": True})
    request = {**who, "request": some_id("request")}
    yield RequestConsent.model_validate({**request, "purpose": "marketing", "channels": ["email"]})
    yield RefuseConsent.model_validate(request)
    yield SetContactPreference.model_validate({**who, "channels": ["email", "post"], "rhythm": "monthly"})
    yield Unsubscribe.model_validate(who)
    yield RaiseObjection.model_validate({**who, "purposes": ["marketing"]})
    yield RestrictProcessing.model_validate(who)
    yield LiftRestriction.model_validate(who)
    yield outreach.shown().model_copy(update=who)


ACTS: tuple[Command, ...] = (
    open_job(),
    open_job(some_id("job 2")),
    outreach.notice(),
    *(act for candidate in PEOPLE for act in _of_anyone(candidate)),
    *(merge(*pair) for pair in PAIRS),
    *(act(*pair) for act in (reverse, split, same) for pair in PAIRS),
    CreatePool(pool=POOL, name="Fair", by="user:li"),
    *(ListCandidate(candidate=one, pool=POOL, by="user:li") for one in PEOPLE),
    UnlistCandidate(candidate=A, pool=POOL, by="user:li"),
    ClosePool(pool=POOL, by="user:li"),
    AssertDifferentPeople(candidate=A, other=C),
    AssessMatch(candidate=B, other=A, zone=MatchZone.LIKELY, model="identity-1", prior=-10, weight=5, posterior=9),
    *(DeferMatch(candidate=one, other=other) for one, other in PAIRS),
)
JOINING: tuple[Command, ...] = tuple(act(*pair) for act in (merge, reverse, split, same) for pair in PAIRS)

LIVES = st.lists(st.sampled_from(ACTS), max_size=30)
"""Commands in any order; what is refused does not happen."""


def lived(acts: Iterable[Command], *, claimed: bool = False) -> Story:
    """The three records exist from the beginning, so that most acts have somebody to speak of."""
    story = Story().given(*(ingest(candidate) for candidate in PEOPLE), open_job())
    for act in acts:
        story.when(act, claimed=claimed, batch=some_id("batch") if claimed else None)
    return story
