from datetime import timedelta

import pytest

from domain.application import Stage
from domain.decision import Command
from domain.decisions import CancelInterview, ChangeHiringTeam, MissInterview, RescheduleInterview
from domain.vocabulary import NotHiredReason, Party, Verdict
from tests.domain.acts import (
    APPLICATION,
    APPLIED,
    INTERVIEW,
    INTERVIEWED,
    apply,
    attend,
    evaluate,
    ingest,
    open_job,
    schedule,
)
from tests.domain.story import BEGAN, JOB, A, Story, some_id

OF = {"candidate": A, "application": APPLICATION, "interview": INTERVIEW}


def cancel() -> Command:
    return CancelInterview.model_validate(OF)


def miss() -> Command:
    return MissInterview.model_validate(OF)


def reschedule(days: int = 5) -> Command:
    return RescheduleInterview.model_validate({**OF, "starts_at": BEGAN + timedelta(days=days)})


def scheduled() -> Story:
    return Story().given(*APPLIED, schedule(interviewers=("user:boss",)))


def test_an_interview_is_scheduled_moved_and_attended() -> None:
    story = scheduled().when(reschedule()).then_types("interview-rescheduled").when(reschedule()).then()
    story.when(attend()).then_types("interview-attended").when(attend()).then()
    application = story.dossier(A).journey.applications[APPLICATION]
    interview = application.interviews[INTERVIEW]
    assert application.stage is Stage.INTERVIEWING
    assert (interview.starts_at, interview.interviewers) == (BEGAN + timedelta(days=5), ("user:boss",))


@pytest.mark.parametrize("command", [attend(), miss(), cancel(), reschedule(), evaluate()])
def test_an_interview_that_is_not_known_is_refused(command: Command) -> None:
    Story().given(*APPLIED).when(command).then_refused("no_such_interview")
    Story().given(ingest()).when(command).then_refused("no_such_application")


def test_the_same_interview_is_not_scheduled_twice() -> None:
    scheduled().when(schedule()).then_refused("interview_exists")
    scheduled().when(schedule(some_id("second"), round=2)).then_types("interview-scheduled")


@pytest.mark.parametrize("last", [attend(), miss(), cancel()])
def test_an_interview_ends_once(last: Command) -> None:
    story = scheduled().given(last).when(last).then()
    for command in (attend(), miss(), cancel(), reschedule()):
        if command.type != last.type:
            story.when(command).then_refused("interview_over")


def test_only_what_took_place_is_evaluated_and_by_a_human() -> None:
    scheduled().when(evaluate()).then_refused("interview_not_attended")
    scheduled().given(miss()).when(evaluate()).then_refused("interview_not_attended")
    Story().given(*INTERVIEWED).when(evaluate(evaluator="policy:ai")).then_refused("human_required")


def test_a_negative_verdict_names_its_reason() -> None:
    story = Story().given(*INTERVIEWED).when(evaluate(Verdict.NEGATIVE)).then_refused("reason_required")
    story.when(evaluate(Verdict.NEGATIVE, why=NotHiredReason.HEADCOUNT_FROZEN)).then_types("interview-evaluated")


def test_every_interviewer_has_a_verdict_of_their_own() -> None:
    story = Story().given(*INTERVIEWED, evaluate(), evaluate(evaluator="user:hr", verdict=Verdict.UNDECIDED))
    interview = story.dossier(A).journey.applications[APPLICATION].interviews[INTERVIEW]
    verdicts = {who: evaluation.verdict for who, evaluation in interview.evaluations.items()}
    assert verdicts == {"user:boss": Verdict.POSITIVE, "user:hr": Verdict.UNDECIDED}


def test_who_missed_it_is_told() -> None:
    missed = MissInterview.model_validate({**OF, "missed_by": Party.EMPLOYER})
    story = scheduled().given(missed)
    assert story.history[-1].event.model_dump()["missed_by"] is Party.EMPLOYER


def test_the_hiring_team_changes() -> None:
    team = ChangeHiringTeam(job=JOB, hiring_team=("user:boss",))
    story = Story().given(ingest(), open_job(), apply()).when(team).then_types("hiring-team-changed")
    story.when(team).then()
    assert story.job().hiring_team == ("user:boss",)
