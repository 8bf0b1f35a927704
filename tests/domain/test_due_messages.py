"""What goes by itself when it falls due is made of its template in both languages and passes the gate; and to nobody
twice, unasked, or because of an import."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.decision import Command
from domain.decisions import (
    EnterTalentPool,
    FinishDueItem,
    PlanContact,
    PublishTemplate,
    RecordInterest,
    RecordNote,
    RecordSetting,
    RequestConsent,
    Screen,
)
from domain.default_templates import default_templates
from domain.due import RULES, Follows, Item
from domain.due.automation import AUTOMATIONS
from domain.due.outreach import of_journey, of_relation
from domain.rendering import render
from domain.vocabulary import Channel, DueKind, Purpose
from tests.domain.acts import (
    APPLICATION,
    APPLIED,
    EMPLOYED,
    INTERVIEWED,
    attend,
    call,
    consent,
    ingest,
    leave,
    opt_out,
    schedule,
)
from tests.domain.outreach_acts import dispatch, known, plan
from tests.domain.story import A, Story, some_id
from tests.domain.test_due import items, one, tiered

K, P = DueKind, Purpose
DAY, WEEK = timedelta(days=1), timedelta(days=7)
ENTER = EnterTalentPool(candidate=A)
TEMPLATES = [
    each for made in default_templates() for each in (made, PublishTemplate(template=made.template, version=1))
]
POOL_YES, ALUMNI_YES = consent(purpose=P.TALENT_POOL), consent(purpose=P.ALUMNI)
PASSED = Screen(candidate=A, application=APPLICATION, passed=True)
INTERESTED = RecordInterest(candidate=A, area="cloud-native", degree="high")
MESSAGES: list[tuple[DueKind, tuple[Command, ...], timedelta]] = [
    (K.APPLICATION_RECEIPT, APPLIED[1:], timedelta()),
    (K.STEP_REMINDER, APPLIED[1:], WEEK),
    (K.STEP_REMINDER, (*APPLIED[1:], PASSED), timedelta()),
    (K.STEP_REMINDER, INTERVIEWED[1:], WEEK),
    (K.INTERVIEW_THANKS, INTERVIEWED[1:], DAY),
    (K.INTERVIEW_SURVEY, INTERVIEWED[1:], 3 * DAY),
    (K.SETTLING_IN, EMPLOYED[1:], 30 * DAY),
    (K.POOL_WELCOME, (POOL_YES, ENTER), timedelta()),
    (K.ACTIVATION, (POOL_YES, INTERESTED, ENTER), 365 * DAY),
    (K.ALUMNI_GREETING, (*EMPLOYED[1:], leave(), ALUMNI_YES), timedelta(days=130)),
]
"""By kind: what happened before, and how long after the last of it the first of them falls due, about."""


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(("kind", "given", "after"), MESSAGES)
def test_each_message_is_made_in_both_languages_and_passes_the_gate(
    kind: DueKind, given: tuple[Command, ...], after: timedelta, language: str
) -> None:
    story = Story().given(*TEMPLATES, *known(), RecordSetting(candidate=A, language=language), *given)
    last, item = story.history[-1].recorded_at, items(story, kind)[0]
    assert timedelta(minutes=-5) <= item.due_at - last - after < DAY
    assert RULES[kind].follows is item.follows is Follows.OUTREACH
    plan = planned(story, item)
    story.when(plan, at=max(item.due_at, story.now)).then_types("contact-planned")
    template = next(each for each in default_templates() if each.name == plan.template)
    assert plan.purpose is template.purpose
    assert [each for each in items(story, kind) if each.item == item.item] == []
    text = next(each for each in template.texts if each.language == language)
    links = dict.fromkeys(("link.unsubscribe", "link.preferences", "link.update"), "https://x.example/")
    made = render(text, {"person.name": "王小明", "sender.company": "Corp", **(plan.variables or {}), **links})
    assert ("您" in made.text) is (language == "zh-CN")


def planned(story: Story, item: Item) -> PlanContact:
    us = {"company": "Corp", "answers_to": "hr@corp.example"}
    if item.about is None:
        return of_relation(story.dossier(A), item, **us)
    return of_journey(story.dossier(A), item, story.job(), **us)


def test_the_table_of_messages_above_has_every_kind_and_one_policy_lets_none_go() -> None:
    able = {rule.kind for rule in RULES.values() if rule.follows is Follows.OUTREACH}
    assert {kind for kind, _, _ in MESSAGES} | {K.INTERVIEW_REMINDER} == able
    assert AUTOMATIONS["greeting-1"] == able
    assert able - AUTOMATIONS["listed-1"] == {K.ALUMNI_GREETING}
    assert not AUTOMATIONS["by-hand-1"]


def test_the_steps_of_an_application_are_told_one_after_the_other_and_none_of_one_that_is_over() -> None:
    story = Story().given(*APPLIED)
    assert one(story, K.STEP_REMINDER).detail == "screening"
    assert one(story.given(PASSED), K.STEP_REMINDER).detail == "interview"
    assert items(story.given(schedule()), K.STEP_REMINDER) == []
    assert one(story.given(attend()), K.STEP_REMINDER).detail == "assessment"
    assert items(Story().given(*EMPLOYED), K.STEP_REMINDER) == []
    refused = Screen(candidate=A, application=APPLICATION, passed=False, why="job-fit")
    assert items(Story().given(*APPLIED, refused), K.STEP_REMINDER) == []


def test_what_an_import_brings_is_neither_received_nor_welcomed() -> None:
    story = Story().given(*known(), POOL_YES)
    for act in (*INTERVIEWED[1:], PASSED, ENTER):
        story.when(act, claimed=True, batch=some_id("batch"))
    mails = {K.APPLICATION_RECEIPT, K.STEP_REMINDER, K.INTERVIEW_THANKS, K.POOL_WELCOME, K.POOL_INVITATION}
    assert [item for kind in mails for item in items(story, kind)] == []


def test_where_only_a_yes_lets_us_write_who_enters_is_to_be_asked_and_elsewhere_is_welcomed() -> None:
    story = Story().given(*known("CN"), ENTER)
    assert items(story, K.POOL_WELCOME) == []
    assert (one(story, K.POOL_INVITATION).follows, RULES[K.POOL_INVITATION].template) == ("task", "pool-invitation")
    asked = RequestConsent(candidate=A, request=some_id("r"), purpose=P.TALENT_POOL, channels=(Channel.EMAIL,))
    assert items(story.given(asked), K.POOL_INVITATION) == []
    for place in ("DE", "US"):
        story = Story().given(*known(place), ENTER)
        assert items(story, K.POOL_WELCOME)
        assert items(story, K.POOL_INVITATION) == []


def test_a_welcome_that_went_by_itself_is_no_care_of_a_human() -> None:
    story = Story().given(*known(), POOL_YES, ENTER, tiered("a"))
    item = one(story, K.POOL_WELCOME)
    story.now = datetime(2024, 5, 7, 3, 0, tzinfo=UTC)
    story.given(plan(purpose=P.TALENT_POOL, contact=item.item), dispatch(contact=item.item))
    assert len(items(story, K.FIRST_CARE)) == len(items(story, K.KEY_PERSON_THANKS)) == 1
    assert items(story.given(call()), K.FIRST_CARE) == []


def test_former_employees_are_greeted_for_the_holidays_as_such_and_key_people_of_the_pool_as_such() -> None:
    story = Story().given(*known(), *EMPLOYED[1:])
    assert items(story, K.ALUMNI_GREETING) == []
    story.given(leave(), ALUMNI_YES)
    found = [(each.due_at.date(), each.detail) for each in items(story, K.ALUMNI_GREETING)][:2]
    assert found == [(date(2024, 9, 14), "mid-autumn"), (date(2025, 1, 27), "spring-festival")]
    assert items(story, K.HOLIDAY_GREETING) == []
    assert (RULES[K.ALUMNI_GREETING].template, RULES[K.HOLIDAY_GREETING].template) == (
        "holiday-greeting",
        "pool-greeting",
    )
    purposes = {each.name: each.purpose for each in default_templates()}
    assert (purposes["holiday-greeting"], purposes["pool-greeting"]) == (P.ALUMNI, P.TALENT_POOL)
    assert items(story.given(opt_out(purpose=P.ALUMNI)), K.ALUMNI_GREETING) == []


def test_an_honour_of_a_key_person_is_congratulated_on_once() -> None:
    note = RecordNote(candidate=A, kind="career-honour", text="best paper")
    story = Story().given(ingest(), ENTER, tiered("a"), RecordNote(candidate=A, text="a talk"), note)
    item = one(story, K.CAREER_HONOUR)
    assert (item.due_at, item.until) == (story.now, story.now + 14 * DAY)
    assert RULES[K.CAREER_HONOUR].template == "congratulation"
    assert items(story.given(FinishDueItem(candidate=A, item=item.item)), K.CAREER_HONOUR) == []
