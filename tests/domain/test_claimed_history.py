"""What an import brings from the past is accepted as claimed, and flagged where it breaks a rule of order."""

from datetime import timedelta

import pytest

from domain.application import Stage
from domain.decision import Command
from domain.decisions import ConfirmReason, LeaveTalentPool, RecordNotHired, Screen
from domain.vocabulary import NotHiredReason, Status, Verdict
from tests.domain.acts import (
    APPLICATION,
    EMPLOYED,
    apply,
    attend,
    consent,
    evaluate,
    hire,
    ingest,
    leave,
    merge,
    offer,
    reply,
    schedule,
    tag,
)
from tests.domain.story import BEGAN, A, B, Story, claim, some_id

PAST = claim(BEGAN - timedelta(days=800))
OF = {"candidate": A, "application": APPLICATION}


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        (reply(), {"no_such_contact"}),
        (apply(job=None), {"job_required"}),
        (attend(), {"no_such_application", "no_such_interview"}),
        (
            evaluate(Verdict.NEGATIVE),
            {"no_such_application", "no_such_interview", "interview_not_attended", "reason_required"},
        ),
        (Screen.model_validate({**OF, "passed": True}), {"no_such_application"}),
        (
            RecordNotHired.model_validate({**OF, "why": NotHiredReason.TIMING}),
            {"no_such_application", "human_required"},
        ),
        (
            ConfirmReason.model_validate({**OF, "why": NotHiredReason.TIMING, "by": "user:hr"}),
            {"no_such_application", "reason_not_open"},
        ),
        (hire(job=None), {"no_such_application", "no_accepted_offer"}),
        (leave(), {"no_such_employment"}),
        (LeaveTalentPool(candidate=A), {"not_in_pool"}),
        (consent(expires_on=BEGAN.date() - timedelta(days=809)), {"already_expired"}),
    ],
)
def test_a_broken_rule_about_order_is_flagged(command: Command, codes: set[str]) -> None:
    past = command.model_copy(update={"occurred": PAST})
    story = Story().given(ingest())
    assert story.when(past).refused is not None
    story.when(past, claimed=True, batch=some_id("batch")).then_breaks(*codes)
    assert story.record(A).marks.breaks == 1


def test_what_keeps_the_rules_is_not_flagged() -> None:
    Story().given(ingest()).when(tag(occurred=PAST), claimed=True).then_breaks()


def test_a_consent_that_has_run_out_since_it_was_given_breaks_no_rule() -> None:
    lapsed = consent(expires_on=BEGAN.date() - timedelta(days=9), occurred=PAST)
    Story().given(ingest()).when(lapsed, claimed=True).then_breaks()


def test_what_can_be_true_of_no_moment_is_refused_all_the_same() -> None:
    Story().when(tag(), claimed=True).then_refused("no_such_candidate")
    story = Story().given(ingest())
    story.when(apply(), claimed=True).then_refused("no_such_job")
    story.when(consent(controller=("main", "sister")), claimed=True).then_refused("bundled_consent")


def test_an_import_may_speak_of_a_record_that_was_merged_away() -> None:
    story = Story().given(ingest(A), ingest(B), merge(A, B))
    story.when(tag(B, occurred=PAST), claimed=True).then_breaks()
    assert story.history[-1].stream == B
    assert "python" in story.dossier(A).knowing.tags


def test_steps_that_arrive_in_any_order_make_one_journey() -> None:
    steps = (leave(), hire(job=None), attend(), schedule(), offer(job=None), apply(job=None))
    story = Story().given(ingest())
    for step in steps:
        story.when(step.model_copy(update={"occurred": PAST}), claimed=True)
        assert story.refused is None
    application = story.dossier(A).journey.applications[APPLICATION]
    assert application.stage is Stage.HIRED
    assert application.applied_at is not None
    assert story.dossier(A).status is Status.FORMER_EMPLOYEE


def test_what_is_known_already_is_not_claimed_twice() -> None:
    story = Story().given(*EMPLOYED)
    story.when(apply(), claimed=True).then_refused("application_exists")
    story.when(schedule(), claimed=True).then_refused("interview_exists")
    story.when(offer(), claimed=True).then_refused("offer_exists")
    story.when(hire(), claimed=True).then_refused("employment_exists")
