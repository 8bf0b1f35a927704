from datetime import timedelta

import pytest

from domain.application import Stage
from domain.decision import Command
from domain.decisions import (
    ChangeHeadcount,
    DeclineOffer,
    FailProbation,
    PassProbation,
    RecordNotHired,
    Rehire,
    RescindOffer,
)
from domain.events import Hired, Rehired
from domain.vocabulary import HeadcountState, NotHiredReason, Status
from tests.domain.acts import (
    APPLICATION,
    EMPLOYED,
    EMPLOYMENT,
    INTERVIEWED,
    OFFER,
    OFFERED,
    accept,
    apply,
    hire,
    ingest,
    leave,
    offer,
    open_job,
)
from tests.domain.story import BEGAN, JOB, A, Story, claim, some_id

SECOND = some_id("second")
AGAIN = some_id("employment 2")


def of_offer(kind: type[Command], **more: object) -> Command:
    return kind.model_validate({"candidate": A, "application": APPLICATION, "offer": OFFER, **more})


def of_employment(kind: type[Command], **more: object) -> Command:
    return kind.model_validate({"candidate": A, "employment": EMPLOYMENT, **more})


def rehire(**more: object) -> Command:
    return Rehire.model_validate({"candidate": A, "employment": AGAIN, "previous": EMPLOYMENT, **more})


def stage(story: Story) -> Stage:
    return story.dossier(A).journey.applications[APPLICATION].stage


DECLINE, RESCIND = of_offer(DeclineOffer), of_offer(RescindOffer)
PASS, FAIL = of_employment(PassProbation), of_employment(FailProbation)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (HeadcountState.FROZEN, "headcount_frozen"),
        (HeadcountState.FILLED, "headcount_filled"),
        (HeadcountState.CLOSED, "job_closed"),
    ],
)
def test_an_offer_needs_an_open_headcount(state: HeadcountState, code: str) -> None:
    change = ChangeHeadcount(job=JOB, headcount=1, headcount_state=state)
    Story().given(*INTERVIEWED, change).when(offer()).then_refused(code)


def test_an_offer_names_the_job_so_that_its_headcount_is_asked() -> None:
    Story().given(*INTERVIEWED).when(offer(job=None)).then_refused("job_required")
    Story().given(*INTERVIEWED).when(offer(job=some_id("job 2"))).then_refused("wrong_job")


def test_one_offer_at_a_time() -> None:
    story = Story().given(*OFFERED).when(offer()).then_refused("offer_exists")
    second = offer(offer=SECOND)
    story.when(second).then_refused("offer_open")
    story.given(DECLINE).when(second).then_types("offer-made")


def test_an_offer_is_answered_in_time() -> None:
    today = BEGAN.date()
    story = Story().given(*INTERVIEWED)
    story.when(offer(expires_on=today - timedelta(days=1))).then_refused("already_expired")
    story.given(offer(expires_on=today))
    story.when(accept(), at=BEGAN + timedelta(days=1)).then_refused("offer_expired")
    story.when(accept(occurred=claim(BEGAN))).then_types("offer-accepted").when(accept()).then()
    assert stage(story) is Stage.ACCEPTED


def test_an_answer_needs_an_offer_that_stands() -> None:
    for command in (accept(), DECLINE, RESCIND):
        Story().given(*INTERVIEWED).when(command).then_refused("no_such_offer")
    story = Story().given(*OFFERED, RESCIND).when(RESCIND).then()
    story.when(accept()).then_refused("offer_over").when(DECLINE).then_refused("offer_over")
    story = Story().given(*OFFERED, DECLINE).when(DECLINE).then()
    story.when(RESCIND).then_refused("offer_over")
    not_hired = RecordNotHired(candidate=A, application=APPLICATION, why=NotHiredReason.TIMING, by="user:boss")
    Story().given(*OFFERED, not_hired).when(accept()).then_refused("application_closed")


def test_somebody_who_accepted_can_still_think_better_of_it() -> None:
    story = Story().given(*OFFERED, accept()).when(DECLINE).then_types("offer-declined")
    assert stage(story) is Stage.INTERVIEWING
    story.when(hire()).then_refused("no_accepted_offer")
    Story().given(*EMPLOYED).when(DECLINE).then_refused("already_hired")
    Story().given(*EMPLOYED).when(RESCIND).then_refused("already_hired")


def test_hired_is_the_first_working_day() -> None:
    story = Story().given(ingest(), open_job(key_role=True), apply(), offer(), accept()).when(hire())
    story.then((A, Hired(application=APPLICATION, job=JOB, employment=EMPLOYMENT, key_role=True)))
    assert (stage(story), story.dossier(A).status) == (Stage.HIRED, Status.EMPLOYEE)


def test_a_promise_is_kept_when_the_headcount_freezes_later() -> None:
    frozen = ChangeHeadcount(job=JOB, headcount=1, headcount_state=HeadcountState.FROZEN)
    Story().given(*OFFERED, accept(), frozen).when(hire()).then_types("hired")


def test_nobody_is_hired_twice_for_one_application() -> None:
    Story().given(*EMPLOYED).when(hire(employment=AGAIN)).then_refused("already_hired")


def test_where_nobody_is_hired() -> None:
    Story().given(*OFFERED).when(hire()).then_refused("no_accepted_offer")
    Story().given(*OFFERED, accept()).when(hire(job=None)).then_refused("job_required")
    Story().given(ingest(), open_job()).when(hire()).then_refused("no_such_application")
    second = apply(application=SECOND, job=some_id("job 2"))
    story = Story().given(*EMPLOYED, open_job(some_id("job 2")), second)
    again = hire(application=SECOND, job=some_id("job 2"), employment=AGAIN)
    story.when(again).then_refused("no_accepted_offer")
    story.when(again.model_copy(update={"employment": EMPLOYMENT})).then_refused("employment_exists")
    story.given(
        offer(application=SECOND, offer=SECOND, job=some_id("job 2")),
        accept(application=SECOND, offer=SECOND),
    )
    story.when(again).then_refused("still_employed").given(leave()).when(again).then_types("hired")


def test_probation_is_decided_once() -> None:
    Story().given(ingest()).when(PASS).then_refused("no_such_employment")
    story = Story().given(*EMPLOYED).when(PASS).then_types("probation-passed").when(PASS).then()
    story.when(FAIL).then_refused("probation_over")
    story = Story().given(*EMPLOYED).when(FAIL).then_types("probation-failed").when(FAIL).then()
    story.when(PASS).then_refused("probation_over")
    Story().given(*EMPLOYED, leave()).when(PASS).then_refused("employment_over")


def test_who_left_is_a_former_employee_and_may_come_back() -> None:
    story = Story().given(*EMPLOYED).when(rehire()).then_refused("still_employed")
    story.when(leave()).then_types("left").when(leave()).then_refused("employment_over")
    assert story.dossier(A).status is Status.FORMER_EMPLOYEE
    story.when(rehire(job=JOB)).then((A, Rehired(employment=AGAIN, previous=EMPLOYMENT, job=JOB)))
    assert story.dossier(A).status is Status.EMPLOYEE
    story.when(rehire()).then_refused("employment_exists")


def test_a_rehire_may_rest_on_an_application() -> None:
    story = Story().given(*EMPLOYED, leave()).when(rehire(application=SECOND)).then_refused("no_such_application")
    story.when(rehire(previous=AGAIN)).then_refused("no_such_employment")
    story.when(rehire(application=APPLICATION)).then_refused("already_hired")
    story.when(rehire(job=some_id("job 2"))).then_refused("no_such_job")
    story.given(apply(application=SECOND)).when(rehire(application=SECOND)).then_refused("no_accepted_offer")
    story.given(
        offer(application=SECOND, offer=SECOND),
        accept(application=SECOND, offer=SECOND),
    )
    story.when(rehire(application=SECOND)).then_types("rehired")
    assert story.dossier(A).journey.applications[SECOND].stage is Stage.HIRED
