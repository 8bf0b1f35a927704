import pytest

from domain.application import Stage
from domain.decision import Command
from domain.decisions import (
    ChangeHeadcount,
    ConfirmReason,
    RecordNotHired,
    Screen,
    TellOutcome,
    WithdrawApplication,
)
from domain.events import Applied, NotHired, ReasonConfirmed
from domain.vocabulary import Channel, HeadcountState, NotHiredReason, Party, Verdict
from tests.domain.acts import (
    APPLICATION,
    APPLIED,
    EMPLOYED,
    INTERVIEWED,
    OFFERED,
    apply,
    evaluate,
    ingest,
    merge,
    open_job,
    reverse,
    schedule,
)
from tests.domain.story import JOB, A, B, Story, some_id

OF = {"candidate": A, "application": APPLICATION}
BOSS = "user:boss"


def not_hired(why: NotHiredReason = NotHiredReason.JOB_FIT, **more: object) -> Command:
    return RecordNotHired.model_validate({**OF, "why": why, "by": BOSS, **more})


def confirm(why: NotHiredReason = NotHiredReason.JOB_FIT, **more: object) -> Command:
    return ConfirmReason.model_validate({**OF, "why": why, "by": BOSS, **more})


def tell() -> Command:
    return TellOutcome(candidate=A, application=APPLICATION, channel=Channel.PHONE)


def withdraw(**more: object) -> Command:
    return WithdrawApplication.model_validate({**OF, **more})


def screen(**more: object) -> Command:
    return Screen.model_validate({**OF, **more})


def stage(story: Story) -> Stage:
    return story.dossier(A).journey.applications[APPLICATION].stage


def test_an_application_takes_its_controller_from_the_job() -> None:
    story = Story().given(ingest(), open_job(controller="sister")).when(apply(via="career-site"))
    story.then((A, Applied(application=APPLICATION, job=JOB, controller="sister", via="career-site")))
    assert stage(story) is Stage.APPLIED


def test_where_nobody_can_apply() -> None:
    story = Story().given(ingest()).when(apply()).then_refused("no_such_job")
    story.when(apply(job=None)).then_refused("job_required")
    story.given(open_job(headcount_state=HeadcountState.CLOSED)).when(apply()).then_refused("job_closed")


def test_a_frozen_job_still_takes_applications() -> None:
    frozen = open_job(headcount_state=HeadcountState.FROZEN)
    Story().given(ingest(), frozen).when(apply()).then_types("applied")


def test_one_open_application_for_one_job() -> None:
    story = Story().given(*APPLIED)
    story.when(apply()).then_refused("application_exists")
    again = apply(application=some_id("second"))
    story.when(again).then_refused("already_applied")
    story.given(not_hired()).when(again).then_types("applied")


def test_several_applications_for_several_jobs() -> None:
    second = apply(application=some_id("second"), job=some_id("job 2"))
    story = Story().given(*APPLIED, open_job(some_id("job 2"))).when(second).then_types("applied")
    assert len(story.dossier(A).journey.applications) == 2


@pytest.mark.parametrize("command", [not_hired(), confirm(), tell(), withdraw(), screen(passed=True)])
def test_a_step_needs_its_application_and_its_job(command: Command) -> None:
    Story().given(ingest()).when(command).then_refused("no_such_application")
    elsewhere = command.model_copy(update={"job": some_id("job 2")})
    Story().given(*APPLIED).when(elsewhere).then_refused("wrong_job")


def test_screening_out_names_a_reason() -> None:
    story = Story().given(*APPLIED).when(screen(passed=False)).then_refused("reason_required")
    story.when(screen(passed=False, why=NotHiredReason.JOB_FIT)).then_types("screened")
    assert story.dossier(A).journey.applications[APPLICATION].unconfirmed == (NotHiredReason.JOB_FIT,)
    assert stage(story) is Stage.SCREENED


def test_a_human_confirms_the_reason_of_a_negative_verdict() -> None:
    negative = evaluate(Verdict.NEGATIVE, why=NotHiredReason.PAY_MISMATCH)
    story = Story().given(*INTERVIEWED).when(confirm()).then_refused("reason_not_open")
    story.given(negative).when(confirm(by=None)).then_refused("human_required")
    story.when(confirm(by="policy:auto")).then_refused("human_required")
    story.when(confirm(NotHiredReason.PAY_MISMATCH)).then(
        (
            A,
            ReasonConfirmed(
                application=APPLICATION,
                job=JOB,
                why=NotHiredReason.PAY_MISMATCH,
                decided_by=Party.EMPLOYER,
            ),
        )
    )
    story.when(confirm()).then_refused("reason_not_open")


def test_a_verdict_that_changed_leaves_nothing_to_confirm() -> None:
    negative = evaluate(Verdict.NEGATIVE, why=NotHiredReason.JOB_FIT)
    Story().given(*INTERVIEWED, negative, evaluate()).when(confirm()).then_refused("reason_not_open")


def test_only_a_human_decides_that_somebody_is_not_hired() -> None:
    story = Story().given(*APPLIED)
    for actor in (None, "policy:auto", "system:batch"):
        story.when(not_hired(by=actor)).then_refused("human_required")
    story.when(not_hired(by="key:ats")).then(
        (
            A,
            NotHired(application=APPLICATION, job=JOB, why=NotHiredReason.JOB_FIT, decided_by=Party.EMPLOYER),
        )
    )


def test_the_governed_list_says_who_decided_and_only_other_leaves_it_open() -> None:
    story = Story().given(*APPLIED)
    story.when(not_hired(decided_by=Party.CANDIDATE)).then_refused("wrong_party")
    story.when(withdraw(why=NotHiredReason.JOB_FIT)).then_refused("wrong_party")
    story.when(not_hired(NotHiredReason.OTHER, decided_by=Party.HEADCOUNT)).then_types("not-hired")


def test_what_has_ended_stays_ended() -> None:
    story = Story().given(*APPLIED, not_hired())
    for command in (not_hired(), withdraw(), screen(passed=True), schedule()):
        story.when(command).then_refused("application_closed")
    assert stage(story) is Stage.NOT_HIRED
    assert stage(Story().given(*APPLIED, withdraw())) is Stage.WITHDRAWN


def test_who_was_hired_neither_withdraws_nor_is_turned_down() -> None:
    story = Story().given(*EMPLOYED)
    for command in (not_hired(), withdraw()):
        story.when(command).then_refused("already_hired")


def test_an_outcome_is_told_when_there_is_one() -> None:
    Story().given(*APPLIED).when(tell()).then_refused("no_outcome")
    Story().given(*OFFERED).when(tell()).then_types("outcome-told")
    story = Story().given(*APPLIED, not_hired()).when(tell()).then_types("outcome-told")
    told = story.dossier(A).journey.applications[APPLICATION].told
    assert told is not None
    assert told.channel is Channel.PHONE


def test_the_journey_stays_with_the_record_that_it_began_on() -> None:
    story = Story().given(ingest(A), ingest(B), open_job(), apply(B), merge(A, B))
    story.when(schedule()).then_types("interview-scheduled")
    assert story.history[-1].stream == B
    story.given(reverse(A, B))
    assert list(story.dossier(B).journey.applications[APPLICATION].interviews) != []
    assert story.dossier(A).journey.applications == {}


def test_headcount_changes_are_told_once() -> None:
    frozen = ChangeHeadcount(job=JOB, headcount=1, headcount_state=HeadcountState.FROZEN)
    Story().when(frozen).then_refused("no_such_job")
    story = Story().given(open_job()).when(frozen).then_types("headcount-changed").when(frozen).then()
    story.when(ChangeHeadcount(job=JOB, headcount=0, headcount_state=HeadcountState.OPEN)).then_refused(
        "headcount_required"
    )
    story.when(open_job()).then_refused("job_exists")
