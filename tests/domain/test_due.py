"""What falls due of a person, when and for whom; and that the same thing is the same item, whenever one looks."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given

from domain.decision import Command
from domain.decisions import (
    AssessFit,
    AssignOwner,
    AssignTier,
    CancelInterview,
    EnterTalentPool,
    ExpireConsent,
    FinishDueItem,
    LeaveTalentPool,
    RecordNotHired,
    RecordSetting,
    RequestConsent,
    RescheduleInterview,
    RestrictProcessing,
    SetContactPreference,
    SetReminder,
    SnoozeDueItem,
    TellOutcome,
)
from domain.due import RULES, Follows, Item, due
from domain.due.outreach import of_journey
from domain.due.page import clock_page
from domain.envelope import Precision
from domain.gate.policy import POLICIES
from domain.person import Career, Employment, Name, PartialDate, Person
from domain.vocabulary import Channel, Degree, DueKind, Purpose, Tier
from tests.domain.acts import (
    APPLICATION,
    APPLIED,
    EMPLOYED,
    INTERVIEW,
    INTERVIEWED,
    attend,
    call,
    consent,
    ingest,
    merge,
    opt_out,
    reply,
    schedule,
)
from tests.domain.lives import LIVES, PEOPLE, lived
from tests.domain.outreach_acts import dispatch, known, plan, reasons
from tests.domain.story import BEGAN, A, B, Story, some_id

K = DueKind
DAY = timedelta(days=1)
OF_INTERVIEW = {"candidate": A, "application": APPLICATION, "interview": INTERVIEW}
ENTER = EnterTalentPool(candidate=A)


def items(story: Story, kind: DueKind, candidate: UUID = A) -> list[Item]:
    return [each for each in due(story.dossier(candidate)) if each.kind is kind]


def one(story: Story, kind: DueKind, candidate: UUID = A) -> Item:
    (found,) = items(story, kind, candidate)
    return found


def tiered(tier: str) -> Command:
    return AssignTier(candidate=A, by="user:li", tier=Tier(tier), why="known-to-us")


def in_pool(tier: str | None = None, *more: Command) -> Story:
    return Story().given(ingest(), ENTER, *([tiered(tier)] if tier else []), *more)


def targets(story: Story) -> dict[str | None, datetime]:
    return {each.policy: each.due_at for each in items(story, K.CADENCE)}


@pytest.mark.parametrize("tier", "abcd")
def test_a_contact_is_due_when_the_window_of_the_tier_has_rolled_past_the_last_one(tier: str) -> None:
    story = in_pool(tier)
    entered = story.of_type("talent-pool-entered")[0].recorded_at
    windows = {name: policy.cadence[Tier(tier)].every for name, policy in POLICIES.items()}
    assert targets(story) == {name: entered + window for name, window in windows.items()}
    story.now += 5 * DAY
    story.given(call())
    called = story.of_type("contact-logged")[-1].recorded_at
    assert targets(story) == {name: called + window for name, window in windows.items()}


def test_what_somebody_asked_for_is_no_contact_by_the_cadence() -> None:
    story = in_pool("a")
    before = targets(story)
    story.given(call(purpose=Purpose.APPLICATION))
    assert targets(story) == before
    assert items(Story().given(ingest(), ENTER), K.CADENCE) == []


@pytest.mark.parametrize(
    "ends",
    [
        LeaveTalentPool(candidate=A),
        opt_out(),
        opt_out(purpose=Purpose.TALENT_POOL),
        SetContactPreference(candidate=A, stopped=True),
        RestrictProcessing(candidate=A),
    ],
)
def test_nobody_is_turned_to_against_their_will(ends: Command) -> None:
    story = in_pool("a")
    assert {K.CADENCE, K.REVISIT, K.FIRST_CARE} < {each.kind for each in due(story.dossier(A))}
    story.given(ends)
    assert {each.kind for each in due(story.dossier(A))} == set()


def test_a_pause_puts_off_what_nobody_asked_for() -> None:
    story = in_pool("b", SetContactPreference(candidate=A, paused_until=date(2030, 1, 1)))
    assert {each.due_at.date() for each in items(story, K.CADENCE)} == {date(2030, 1, 1)}


def test_whoever_works_here_is_nobody_to_be_won() -> None:
    story = Story().given(*EMPLOYED, ENTER, tiered("a"))
    assert {each.kind for each in due(story.dossier(A))} == {K.INTERVIEW_SURVEY, K.SETTLING_IN}
    settled = one(story, K.SETTLING_IN)
    assert settled.due_at == story.of_type("hired")[0].recorded_at + 30 * DAY
    assert settled.follows is Follows.OUTREACH


def test_one_survey_follows_the_first_interview_of_an_application() -> None:
    story = Story().given(*INTERVIEWED)
    item, attended = one(story, K.INTERVIEW_SURVEY), story.of_type("interview-attended")[0].recorded_at
    assert (item.due_at, item.until, item.about) == (attended + 3 * DAY, attended + 17 * DAY, APPLICATION)
    assert item.follows is Follows.OUTREACH
    made = of_journey(story.dossier(A), item, None, company="Corp", answers_to="hr@corp.example")
    assert (made.contact, made.purpose, made.template) == (item.item, Purpose.APPLICATION, "experience-survey")
    story.given(schedule(interview=some_id("second")), attend(interview=some_id("second")))
    assert one(story, K.INTERVIEW_SURVEY) == item


def test_key_people_are_greeted_on_the_last_working_day_before_the_holidays_of_where_they_live() -> None:
    story = in_pool("a")
    found = [(each.due_at.date(), each.detail) for each in items(story, K.HOLIDAY_GREETING)][:4]
    assert found == [
        (date(2024, 9, 14), "mid-autumn"),
        (date(2025, 1, 27), "spring-festival"),
        (date(2025, 9, 30), "mid-autumn"),
        (date(2026, 2, 14), "spring-festival"),
    ]
    story.given(RecordSetting(candidate=A, jurisdiction="DE"))
    assert [each.detail for each in items(story, K.HOLIDAY_GREETING)][:1] == ["new-year"]
    assert items(in_pool("b"), K.HOLIDAY_GREETING) == []


def test_an_answer_is_followed_up_within_three_days() -> None:
    story = Story().given(ingest(), call(), reply())
    item, heard = one(story, K.REPLY_FOLLOW_UP), story.history[-1].recorded_at
    assert (item.due_at, item.until) == (heard, heard + 3 * DAY)
    assert items(story.given(call(contact=some_id("again"))), K.REPLY_FOLLOW_UP) == []


def test_an_interview_is_reminded_of_on_the_morning_of_the_day_before_and_anew_when_it_moves() -> None:
    story = Story().given(*APPLIED, schedule())
    item = one(story, K.INTERVIEW_REMINDER)
    assert item.due_at == datetime(2024, 5, 8, 1, 0, tzinfo=UTC)
    assert item.until == BEGAN + timedelta(days=3) - timedelta(hours=2)
    assert item.follows is Follows.OUTREACH
    moved = BEGAN + timedelta(days=5)
    story.given(RescheduleInterview.model_validate({**OF_INTERVIEW, "starts_at": moved}))
    assert one(story, K.INTERVIEW_REMINDER).item != item.item
    story.given(CancelInterview.model_validate(OF_INTERVIEW))
    assert items(story, K.INTERVIEW_REMINDER) == []


def test_a_reminder_that_is_planned_is_not_due_and_one_that_was_refused_is_a_task() -> None:
    story = Story().given(*known(), *APPLIED[1:], schedule())
    item = one(story, K.INTERVIEW_REMINDER)
    asked = plan(purpose=Purpose.APPLICATION, contact=item.item)
    assert items(story.given(asked), K.INTERVIEW_REMINDER) == []
    story = Story().given(*known(), *APPLIED[1:], schedule())
    story.given(plan(purpose=Purpose.MARKETING, contact=item.item))
    assert (one(story, K.INTERVIEW_REMINDER).item, one(story, K.INTERVIEW_REMINDER).follows) == (
        item.item,
        Follows.TASK,
    )


def test_after_an_interview_come_thanks_and_after_a_no_a_call() -> None:
    story = Story().given(*INTERVIEWED)
    attended = story.history[-1].recorded_at
    assert (one(story, K.INTERVIEW_THANKS).due_at, one(story, K.INTERVIEW_THANKS).until) == (
        attended + DAY,
        attended + 4 * DAY,
    )
    story.given(RecordNotHired(candidate=A, application=APPLICATION, why="timing", by="user:hr"))
    over = story.history[-1].recorded_at
    assert (one(story, K.OUTCOME_CALL).due_at, one(story, K.OUTCOME_CALL).until) == (over, over + 3 * DAY)
    story.given(TellOutcome(candidate=A, application=APPLICATION, channel=Channel.PHONE))
    assert items(story, K.OUTCOME_CALL) == []


def test_who_came_and_was_not_hired_is_asked_to_stay_in_touch_unless_unfit() -> None:
    story = Story().given(*INTERVIEWED)
    assert items(story, K.POOL_PROPOSAL) == []
    story.given(RecordNotHired(candidate=A, application=APPLICATION, why="timing", by="user:hr"))
    over = story.history[-1].recorded_at
    assert one(story, K.POOL_PROPOSAL).due_at == over + 3 * DAY
    story.given(TellOutcome(candidate=A, application=APPLICATION, channel=Channel.PHONE))
    told = story.history[-1].recorded_at
    assert (one(story, K.POOL_PROPOSAL).due_at, one(story, K.POOL_PROPOSAL).until) == (told, told + 30 * DAY)
    low = AssessFit(candidate=A, aspect="ability", degree=Degree.LOW, by="user:hr")
    assert items(story.given(low), K.POOL_PROPOSAL) == []
    story.given(low.model_copy(update={"degree": None}))
    assert one(story, K.POOL_PROPOSAL).due_at == told
    assert items(story.given(EnterTalentPool(candidate=A, pool="main")), K.POOL_PROPOSAL) == []
    unfit = Story().given(*INTERVIEWED)
    unfit.given(RecordNotHired(candidate=A, application=APPLICATION, why="culture-fit", by="user:hr"))
    assert items(unfit, K.POOL_PROPOSAL) == []


def test_imported_history_makes_no_work_of_what_is_long_over() -> None:
    story = Story()
    for act in (*INTERVIEWED, RecordNotHired(candidate=A, application=APPLICATION, why="timing", by="user:hr")):
        story.when(act, claimed=True, batch=some_id("batch"))
    assert {each.kind for each in due(story.dossier(A))} == set()


def test_who_enters_is_cared_for_once() -> None:
    story = in_pool("a")
    entered = story.of_type("talent-pool-entered")[0].recorded_at
    assert one(story, K.FIRST_CARE).due_at == entered + 7 * DAY
    assert one(story, K.KEY_PERSON_THANKS).due_at == entered + 2 * DAY
    story.given(call())
    assert items(story, K.FIRST_CARE) + items(story, K.KEY_PERSON_THANKS) == []


def test_who_has_told_nothing_for_a_year_is_asked_at_the_next_start_of_a_quarter() -> None:
    assert one(in_pool("b"), K.UPDATE_INVITATION).due_at.date() == date(2025, 7, 1)
    assert items(in_pool("c"), K.UPDATE_INVITATION) == []
    story = in_pool("b")
    story.now = datetime(2025, 7, 2, tzinfo=UTC)
    story.given(FinishDueItem(candidate=A, item=one(story, K.UPDATE_INVITATION).item))
    assert one(story, K.UPDATE_INVITATION).due_at.date() == date(2025, 10, 1)


def test_after_a_year_of_silence_comes_a_word_but_not_for_d() -> None:
    story = in_pool("c", call())
    assert one(story, K.ACTIVATION).due_at == story.of_type("contact-logged")[0].recorded_at + 365 * DAY
    assert items(in_pool("d"), K.ACTIVATION) == []


def test_key_people_have_birthdays_and_leap_years() -> None:
    born = Person(name=Name(full="王小明"), born=PartialDate(on=date(1988, 2, 29)))
    start = PartialDate(on=date(2020, 3, 1))
    career = Career(employments=(Employment(employer="X", current=True, start=start),))
    story = Story().given(ingest(person=born, career=career), ENTER, tiered("a"))
    days = [(each.due_at.date(), each.detail) for each in items(story, K.BIRTHDAY)]
    assert days == [(date(2025, 2, 28), "37"), (date(2026, 2, 28), "38"), (date(2027, 2, 28), "39")]
    assert [each.detail for each in items(story, K.WORK_ANNIVERSARY)] == ["5", "6", "7"]
    vague = Person(name=Name(full="王小明"), born=PartialDate(on=date(1988, 1, 1), precision=Precision.YEAR))
    assert items(Story().given(ingest(person=vague), ENTER, tiered("a")), K.BIRTHDAY) == []


def test_a_consent_is_renewed_thirty_days_before_and_recorded_once_it_has_run_out() -> None:
    last = date(2024, 12, 31)
    story = Story().given(ingest(), consent(purpose=Purpose.TALENT_POOL, expires_on=last))
    over = datetime(2025, 1, 1, tzinfo=UTC)
    renewal, expiry = one(story, K.CONSENT_RENEWAL), one(story, K.CONSENT_EXPIRY)
    assert (renewal.due_at, renewal.until) == (over - 30 * DAY, over)
    assert (expiry.due_at, expiry.until, expiry.follows) == (over, None, Follows.EVENT)
    position = story.history[-1].position
    request = RequestConsent(
        candidate=A, request=some_id("r"), purpose=Purpose.TALENT_POOL, channels=(Channel.EMAIL,), renews=position
    )
    assert items(story.given(request), K.CONSENT_RENEWAL) == []
    story.when(ExpireConsent(candidate=A, position=position), at=over).then_types("consent-expired")
    assert items(story, K.CONSENT_EXPIRY) == []


@pytest.mark.parametrize("recorded", [False, True])
def test_a_consent_that_ran_out_lets_nothing_pass_whether_or_not_the_clock_has_run(recorded: bool) -> None:
    given = consent(purpose=Purpose.MARKETING, expires_on=date(2024, 6, 30))
    story = Story().given(*known(), given)
    tuesday = datetime(2024, 6, 25, 2, 0, tzinfo=UTC)
    assert reasons(story.when(plan(contact=some_id("before")), at=tuesday)) == ()
    after = datetime(2024, 7, 2, 2, 0, tzinfo=UTC)
    if recorded:
        position = story.of_type("consent-given")[0].position
        story.when(ExpireConsent(candidate=A, position=position), at=after).then_types("consent-expired")
    assert reasons(story.when(plan(contact=some_id("after")), at=after)) == ("consent_expired",)
    assert "consent_expired" in reasons(story.when(dispatch(contact=some_id("before")), at=after))


@pytest.mark.parametrize(
    "ends", [opt_out(), consent(purpose=Purpose.TALENT_POOL), consent(purpose=Purpose.TALENT_POOL, expires_on=None)]
)
def test_a_consent_that_was_withdrawn_or_given_anew_is_not_renewed(ends: Command) -> None:
    given = consent(purpose=Purpose.TALENT_POOL, expires_on=date(2024, 12, 31))
    story = Story().given(ingest(), given, ends)
    assert items(story, K.CONSENT_RENEWAL) + items(story, K.CONSENT_EXPIRY) == []


def test_what_is_due_is_put_off_and_done_and_a_reminder_comes_on_its_day() -> None:
    wanted = SetReminder(candidate=A, reminder=some_id("r"), due_on=date(2024, 11, 8), owner="user:zhang", said="call")
    story = Story().given(ingest(), wanted)
    item = one(story, K.REMINDER)
    assert (item.item, item.owner) == (some_id("r"), "user:zhang")
    assert item.due_at == datetime(2024, 11, 8, 1, 0, tzinfo=UTC)
    snooze = SnoozeDueItem(candidate=A, item=item.item, until=date(2024, 11, 11))
    assert one(story.given(snooze), K.REMINDER).due_at == datetime(2024, 11, 11, 1, 0, tzinfo=UTC)
    story.when(snooze.model_copy(update={"until": BEGAN.date()})).then_refused("not_later")
    finish = FinishDueItem(candidate=A, item=item.item)
    story.when(finish).then_types("due-item-done").when(finish).then()
    assert items(story, K.REMINDER) == []
    story.when(FinishDueItem(candidate=A, item=some_id("never"))).then_refused("not_due")


def test_an_item_is_for_the_owner_whose_role_it_is() -> None:
    owners = [
        AssignOwner(candidate=A, owner="user:chen", role="recruiter"),
        AssignOwner(candidate=A, owner="user:wu", role="hr-partner"),
    ]
    story = in_pool("a", *owners)
    assert one(story, K.FIRST_CARE).owner == "user:chen"
    assert one(story, K.KEY_PERSON_THANKS).owner == "user:wu"
    assert one(Story().given(ingest(), ENTER), K.FIRST_CARE).owner is None


def test_a_merge_makes_one_item_of_two_peoples_and_keeps_what_is_done() -> None:
    last = date(2024, 12, 31)
    story = Story().given(ingest(), ingest(B), consent(B, expires_on=last))
    item = one(story, K.CONSENT_RENEWAL, B)
    story.given(FinishDueItem(candidate=B, item=item.item), merge(A, B))
    assert items(story, K.CONSENT_RENEWAL) == []
    assert [each.kind for each in due(story.dossier(A))] == [K.CONSENT_EXPIRY]


@given(LIVES)
def test_an_item_is_there_once_and_the_same_whenever_it_is_worked_out(acts: list[Command]) -> None:
    story = lived(acts)
    for stream in PEOPLE:
        found = due(story.dossier(stream))
        assert found == due(story.dossier(stream))
        assert len({each.item for each in found}) == len(found)
        assert all(
            each.until is None or each.until >= each.due_at for each in found if each.kind is not K.INTERVIEW_REMINDER
        )


def test_every_kind_has_a_rule_and_a_line_in_the_page() -> None:
    assert RULES.keys() == set(DueKind)
    page = clock_page()
    assert all(f"| `{kind}` |" in page for kind in DueKind)
