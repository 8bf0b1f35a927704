"""Campaigns: a pool is written to step by step, each person once, until they answer or somebody ends it."""

from datetime import timedelta
from typing import Any

import pytest

from domain.campaign import contact_of_step, fold_campaign, snapshot_of
from domain.decision import Command
from domain.decisions import (
    CancelCampaign,
    CreatePool,
    DraftTemplate,
    InvalidateContactPoint,
    PauseCampaign,
    PlanCampaign,
    PlanContact,
    PublishTemplate,
    ReportCampaignLaidOut,
    ReportSent,
    ResumeCampaign,
    StartCampaign,
    StopSequence,
    StopSequences,
    Unsubscribe,
    VerifyContactPoint,
)
from domain.decisions.campaign import Step, plan_of, turn
from domain.events import ContactPlanned, SequenceStepScheduled, SequenceStopped
from domain.events.template import TemplateText
from domain.gate import Around
from domain.person import ContactPoint, Name, Person, PointKind
from domain.template import template_id
from domain.vocabulary import Channel, Purpose, StopReason, TemplateKind
from tests.domain.acts import apply, consent, ingest, merge, open_job, reply
from tests.domain.outreach_acts import dispatch, known, reasons
from tests.domain.story import A, B, Story, some_id

CAMPAIGN, POOL, LI = some_id("campaign"), some_id("pool"), "user:li"
DAYS = 24
START = StartCampaign(campaign=CAMPAIGN, by=LI, pool=POOL, read_at=1, people=(A, B))
PAUSE, RESUME = PauseCampaign(campaign=CAMPAIGN, why="holiday"), ResumeCampaign(campaign=CAMPAIGN)
CANCEL, LAID_OUT = CancelCampaign(campaign=CAMPAIGN, why="wrong-text"), ReportCampaignLaidOut(campaign=CAMPAIGN)
FIRST, SECOND = (contact_of_step(CAMPAIGN, A, step) for step in (1, 2))


def templates(text: str = "Dear {{ person.name }}, {{ said.news }}") -> list[Command]:
    said = TemplateText(language="en", subject="News", text=text)
    name = "news"
    draft = DraftTemplate(
        template=template_id(name),
        name=name,
        kind=TemplateKind.OTHER,
        channel=Channel.EMAIL,
        purpose=Purpose.MARKETING,
        texts=(said,),
    )
    return [draft, PublishTemplate(template=draft.template, version=1)]


def campaign(*delays: int, **more: Any) -> list[Command]:
    steps = tuple(Step(template="news", delay_hours=each) for each in (0, *delays))
    planned = PlanCampaign(
        campaign=CAMPAIGN,
        by=LI,
        name="Spring",
        pool=POOL,
        purpose=Purpose.MARKETING,
        sender=LI,
        steps=steps,
        variables={"said.news": "we moved"},
        **more,
    )
    return [CreatePool(pool=POOL, by=LI, name="Fair"), *templates(), planned]


def reachable(candidate: Any = A) -> list[Command]:
    return [*known(candidate=candidate), consent(candidate)]


def step(story: Story, number: int, candidate: Any = A) -> PlanContact:
    found = fold_campaign(story.of(CAMPAIGN))
    assert found is not None
    return plan_of(found, number, story.dossier(candidate), Around())


def entered(*delays: int) -> Story:
    """One person, the first step of whose campaign has left."""
    story = Story().given(*reachable(), *campaign(*delays), START)
    story.given(step(story, 1), dispatch(contact=FIRST), ReportSent(candidate=A, contact=FIRST))
    return story


def test_a_campaign_starts_with_whoever_is_in_the_pool_and_says_so_in_one_append() -> None:
    story = Story().given(*campaign()).when(START).then_types("pool-snapshot-taken", "campaign-started")
    story.when(START).then()
    found = fold_campaign(story.of(CAMPAIGN))
    assert found is not None
    assert (found.size, found.parts, found.snapshot) == (2, 1, snapshot_of(CAMPAIGN))
    assert (found.plan.steps[0].template_version, found.plan.steps[0].channel) == (1, "email")
    again = START.model_copy(update={"people": (A,), "read_at": 9})
    assert again.model_dump() == START.model_dump(), "a retry that finds other people is the same command"


def test_it_is_paused_resumed_and_cancelled_and_never_begins_again() -> None:
    story = Story().given(*campaign())
    story.when(PAUSE).then_refused("campaign_not_started")
    story.given(START).when(PAUSE).then_types("campaign-paused")
    story.when(PAUSE).then()
    story.when(LAID_OUT).then_refused("campaign_not_running")
    story.when(RESUME).then_types("campaign-resumed")
    story.when(CANCEL).then_types("campaign-cancelled")
    story.when(CANCEL).then()
    for late in (START, PAUSE, RESUME, LAID_OUT):
        story.when(late).then_refused("campaign_cancelled")
    Story().when(START).then_refused("no_such_campaign")


def test_a_campaign_needs_a_pool_of_ones_own_and_a_published_template() -> None:
    create, draft, publish, plan = campaign()
    Story().given(draft, publish).when(plan).then_refused("no_such_pool")
    Story().given(create).when(plan).then_refused("no_such_template")
    Story().given(create, draft).when(plan).then_refused("template_not_published")
    Story().given(create, draft, publish, plan).when(plan).then_refused("campaign_exists")


def test_a_step_is_planned_once_for_a_person_whichever_record_it_is_planned_for() -> None:
    story = Story().given(*reachable(), *campaign(), START)
    story.when(step(story, 1)).then_types("contact-planned")
    event = story.made[0].event if story.made else None
    assert isinstance(event, ContactPlanned)
    assert (event.contact, event.step, event.variables) == (FIRST, 1, None), "those of a campaign stand with it"
    story.when(step(story, 1)).then()
    story.given(ingest(B), merge(B, A)).when(step(story, 1, B)).then()


def test_two_records_that_are_merged_on_the_way_get_one_message() -> None:
    story = Story().given(
        *reachable(A), *campaign(), START, *[each for each in reachable(B) if each.type[:7] != "publish"]
    )
    story.given(step(story, 1, A), step(story, 1, B), merge(A, B))
    story.given(dispatch(contact=FIRST), ReportSent(candidate=A, contact=FIRST))
    story.when(dispatch(contact=contact_of_step(CAMPAIGN, B, 1)))
    assert "campaign_twice" in reasons(story)


def test_nothing_leaves_of_a_campaign_that_waits_or_was_cancelled() -> None:
    story = Story().given(*reachable(), *campaign(), START)
    story.given(step(story, 1), PAUSE).when(dispatch(contact=FIRST)).then_types("contact-refused")
    assert reasons(story) == ("campaign_paused",)
    story.given(RESUME, CANCEL).when(dispatch(contact=FIRST)).then_types("contact-refused")
    assert reasons(story)[0] == "campaign_cancelled"
    story.when(dispatch(contact=FIRST)).then_refused("not_planned")


def test_what_cannot_be_written_to_one_of_many_is_a_refusal_with_its_reason() -> None:
    create, _, _, plan = campaign()
    story = Story().given(*reachable(), create, *templates("Dear {{ person.city }}"), plan, START)
    story.when(step(story, 1)).then_types("contact-refused")
    assert reasons(story) == ("message_incomplete",)


def test_what_a_sender_may_send_in_a_day_spreads_a_campaign_over_days_and_ends_none_of_it() -> None:
    story = Story().given(*reachable(), *campaign(), START)
    found = fold_campaign(story.of(CAMPAIGN))
    assert found is not None
    assert found.started_at is not None
    turns = [turn(found, planned) for planned in (0, 1_999, 2_000, 4_000)]
    assert turns == [None, None, found.started_at + timedelta(days=1), found.started_at + timedelta(days=2)]
    story.given(step(story, 1))
    story.sent_by_sender = 2_000
    story.when(dispatch(contact=FIRST)).then_types("contact-refused")
    assert reasons(story) == ("cap_sender",)
    story.sent_by_sender = 0
    story.when(dispatch(contact=FIRST), at=story.now + timedelta(hours=1)).then_types("contact-dispatched")


def test_the_address_that_was_verified_goes_before_others_and_one_that_bounced_comes_last() -> None:
    points = tuple(ContactPoint(kind=PointKind.EMAIL, value=f"{name}@example.com") for name in ("old", "new"))
    story = Story().given(ingest(person=Person(name=Name(full="王小明"), points=points)), *campaign(), START)
    assert step(story, 1).address == points[0]
    story.given(VerifyContactPoint(candidate=A, point=points[1], method="replied"))
    assert step(story, 1).address == points[1]
    story.given(*(InvalidateContactPoint(candidate=A, point=each, why="bounced") for each in points))
    assert step(story, 1).address is not None, "the gate says that none works"


def test_the_next_step_is_due_after_its_delay_and_the_last_one_ends_it() -> None:
    story = Story().given(*reachable(), *campaign(3 * DAYS), START)
    story.when(step(story, 1)).then_types("contact-planned", "sequence-step-scheduled")
    due = story.made[1].event if story.made else None
    assert isinstance(due, SequenceStepScheduled)
    assert (due.contact, due.step) == (SECOND, 2)
    planned = story.made[0].event if story.made else None
    assert isinstance(planned, ContactPlanned)
    leaves = planned.not_before or story.now - timedelta(minutes=2)
    assert due.due_at == leaves + timedelta(days=3)
    story.when(step(story, 2), at=due.due_at).then_types("contact-planned")


def test_whoever_does_not_get_the_first_step_never_enters() -> None:
    story = Story().given(*known(), *campaign(3 * DAYS), START)
    story.when(step(story, 1)).then_types("contact-refused")
    story.when(StopSequence(candidate=A, campaign=CAMPAIGN)).then_refused("no_such_sequence")


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (reply(A, FIRST), StopReason.REPLY),
        (apply(), StopReason.APPLICATION),
        (Unsubscribe(candidate=A), StopReason.OPT_OUT),
    ],
)
def test_what_the_person_does_ends_what_is_to_come(act: Command, reason: StopReason) -> None:
    story = entered(3 * DAYS)
    before = StopSequences(candidate=A, reason=reason, position=1)
    story.when(before).then()
    story.given(*([open_job()] if act.type == "apply" else []), act)
    story.when(step(story, 2)).then_types("contact-refused")
    stops = StopSequences(candidate=A, reason=reason, position=len(story.history) + 1)
    story = entered(3 * DAYS).given(*([open_job()] if act.type == "apply" else []), act)
    stopped = SequenceStopped(contact=SECOND, campaign=CAMPAIGN, step=2, reason=reason)
    story.when(stops).then((A, stopped))
    story.when(stops).then()
    story.when(step(story, 2)).then_types("contact-refused")
    assert "sequence_stopped" in reasons(story)


def test_an_opt_out_of_something_else_ends_nothing() -> None:
    story = entered(3 * DAYS).given(Unsubscribe(candidate=A, purposes=(Purpose.ALUMNI,)))
    story.when(StopSequences(candidate=A, reason=StopReason.OPT_OUT, position=99)).then()


def test_somebody_ends_it_by_hand_and_a_planned_step_is_refused_when_it_would_leave() -> None:
    story = entered(0)
    story.given(step(story, 2), StopSequence(candidate=A, campaign=CAMPAIGN))
    story.when(dispatch(contact=SECOND)).then_types("contact-refused")
    assert "sequence_stopped" in reasons(story)
