"""One asks that somebody be forgotten, another approves; what the law wants kept is kept, and no longer."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.decision import Command
from domain.decisions import (
    AnswerRightsRequest,
    ApproveErasure,
    ExtendRightsRequest,
    IngestRecord,
    PlaceLegalHold,
    ProposeHoldRelease,
    ReceiveRightsRequest,
    RecordErased,
    RecordErasureScan,
    RecordInError,
    RecordNotHired,
    RefuseErasure,
    ReleaseLegalHold,
    RequestErasure,
)
from domain.events import SuppressionLifted
from domain.person import PointKind
from domain.retention import HELD, judged
from domain.rights import ErasureState
from domain.suppression import hashed_form
from domain.vocabulary import DataClass, NotHiredReason, Party, Purpose, RightsKind, WhyNot
from tests.domain.acts import OF_APPLICATION, accept, apply, hire, ingest, merge, offer, open_job, person, tag
from tests.domain.outreach_acts import MAIL, living_in, plan
from tests.domain.story import BEGAN, RECRUITER, A, B, C, Story, some_id

ERASURE, HOLD = some_id("erasure"), some_id("hold")
DPO = "user:dpo"


def someone(candidate: UUID = A) -> IngestRecord:
    """Without an address."""
    return ingest(candidate, person=person("王小明"))


def asked(**changes: object) -> RequestErasure:
    return RequestErasure(candidate=A, erasure=ERASURE, **changes)


def approved(by: str = DPO) -> ApproveErasure:
    return ApproveErasure(candidate=A, erasure=ERASURE, by=by)


def erased(*classes: DataClass) -> RecordErased:
    return RecordErased(candidate=A, erasure=ERASURE, erased=classes or tuple(DataClass))


def turned_down(place: str) -> list[Command]:
    said = {"why": NotHiredReason.JOB_FIT, "decided_by": Party.EMPLOYER, "by": RECRUITER}
    return [someone(), living_in(place), open_job(), apply(), RecordNotHired(**OF_APPLICATION, **said)]


def test_whoever_asked_never_approves() -> None:
    story = Story().given(someone()).given(asked(), actor=RECRUITER)
    story.when(approved(RECRUITER)).then_refused("four_eyes")
    story.when(approved("policy:retention")).then_refused("human_required")
    story.when(approved()).then_types("erasure-approved")
    story.when(approved("user:another")).then_refused("candidate_erased")


def test_what_a_rule_asked_for_takes_two_humans() -> None:
    story = Story().given(someone()).given(asked(), actor="policy:retention")
    story.when(approved(RECRUITER)).then_types("erasure-confirmed")
    story.when(approved(RECRUITER)).then_refused("four_eyes")
    story.when(approved()).then_types("erasure-approved")


def test_from_the_approval_on_nothing_is_taken_and_nothing_leaves() -> None:
    story = Story().given(
        ingest(A, person=person("王小明", MAIL.value)), plan(purpose=Purpose.RIGHTS_REPLY), asked(), approved()
    )
    types = [each.event.type for each in story.history]
    assert types[-3:] == ["erasure-approved", "contact-refused", "address-suppressed"]
    (refused,) = story.of_type("contact-refused")
    assert refused.event.reasons == (WhyNot.ERASED,)  # type: ignore[union-attr]
    assert story.dossier(A).erased
    for command in (tag(A), ingest(A, person=person("李")), asked(), merge(A, B)):
        if command.type == "merge-candidates":
            story.given(someone(B))
        story.when(command).then_refused("candidate_erased")
    story.when(RecordInError(candidate=A, position=1, why="mistake")).then_refused("candidate_erased")


def test_it_is_on_every_record_of_a_merged_person() -> None:
    story = Story().given(someone(), someone(B), merge(A, B), asked())
    story.when(approved()).then_types("erasure-approved", "erasure-approved")
    story.when(erased()).then_types("candidate-erased", "candidate-erased")
    story.when(erased()).then()
    assert story.record(B).erased
    assert story.record(B).rights.erasures[ERASURE].state is ErasureState.ERASED


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("US", {DataClass.IDENTITY, DataClass.CAREER, DataClass.ASSESSMENT, DataClass.DOCUMENT}),
        ("DE", {DataClass.IDENTITY, DataClass.ASSESSMENT}),
        ("CN", set()),
        ("FR", set()),
    ],
)
def test_what_the_law_wants_kept_after_an_application_is_kept(place: str, kept: set[DataClass]) -> None:
    story = Story().given(*turned_down(place))
    verdicts = judged(story.dossier(A), story.now)
    assert {each.data_class for each in verdicts if each.because} == kept
    later = judged(story.dossier(A), story.now + timedelta(days=367))
    assert not any(each.because for each in later)
    assert not any(each.because for each in judged(Story().given(someone(), living_in(place)).dossier(A), BEGAN))


def test_what_is_kept_is_not_used_and_goes_when_its_day_has_come() -> None:
    story = Story().given(*turned_down("DE"), asked())
    story.when(approved()).then_types("erasure-approved", "processing-restricted")
    assert not story.dossier(A).erased
    assert story.dossier(A).boundaries.restricted
    first = tuple(each.data_class for each in story.dossier(A).rights.erasures[ERASURE].verdicts if not each.because)
    story.given(erased(*first))
    erasure = story.dossier(A).rights.erasures[ERASURE]
    assert {each.because for each in erasure.verdicts} == {None, "de-agg-15-4"}
    story.when(RecordErasureScan(candidate=A, erasure=ERASURE, values=3, places=9)).then_types("erasure-scanned")
    assert story.made
    day = story.made[0].event.again_on  # type: ignore[union-attr]
    assert day == (story.of_type("not-hired")[0].recorded_at + timedelta(days=184)).date()
    story.when(erased(), at=datetime.combine(day, BEGAN.time(), UTC)).then_types("candidate-erased")
    assert story.dossier(A).erased
    assert not story.dossier(A).rights.erasures[ERASURE].verdicts[-1].because


def test_a_hold_keeps_what_was_approved_to_go_and_two_release_it() -> None:
    hold = PlaceLegalHold(candidate=A, hold=HOLD, why="lawsuit", classes=(DataClass.CONVERSATION,))
    story = Story().given(someone(), hold, asked()).when(approved())
    erasure = story.dossier(A).rights.erasures[ERASURE]
    assert [each.data_class for each in erasure.verdicts if each.because == HELD] == [DataClass.CONVERSATION]
    everything = PlaceLegalHold(candidate=C, hold=some_id("all"), why="lawsuit")
    held = Story().given(someone(C), everything, RequestErasure(candidate=C, erasure=ERASURE))
    held.when(ApproveErasure(candidate=C, erasure=ERASURE, by=DPO)).then_refused("erasure_held", HELD)
    release = ReleaseLegalHold(candidate=C, hold=everything.hold, by=DPO)
    held.when(release).then_refused("four_eyes")
    held.given(ProposeHoldRelease(candidate=C, hold=everything.hold, by=DPO), actor=DPO)
    held.when(release).then_refused("four_eyes")
    held.when(release.model_copy(update={"by": "user:counsel"})).then_types("legal-hold-released")
    held.when(release).then_refused("no_such_hold")
    held.when(ApproveErasure(candidate=C, erasure=ERASURE, by=DPO)).then_types("erasure-approved")


def test_whoever_works_here_is_not_erased() -> None:
    story = Story().given(someone(), open_job(), apply(), offer(), accept(), hire(), asked())
    kept = {each.data_class for each in judged(story.dossier(A), story.now) if each.because == "employed"}
    assert DataClass.IDENTITY in kept
    assert DataClass.CONVERSATION not in kept


def test_a_refusal_names_a_ground_of_the_law_and_answers_the_person() -> None:
    request = ReceiveRightsRequest(candidate=A, request=ERASURE, kind=RightsKind.ERASURE)
    story = Story().given(someone(), request)
    assert [each.event.type for each in story.history[1:]] == ["rights-request-received", "erasure-requested"]
    refuse = RefuseErasure(candidate=A, erasure=ERASURE, ground="legal-claims", by=DPO)
    story.when(refuse).then_types("erasure-refused", "rights-request-answered")
    assert story.dossier(A).rights.requests[ERASURE].outcome == "refused"
    story.when(approved()).then_refused("erasure_decided")
    story.when(RequestErasure(candidate=A, erasure=some_id("again"))).then_types("erasure-requested")


@pytest.mark.parametrize(
    ("place", "received", "due", "extended"),
    [
        ("DE", date(2024, 1, 31), date(2024, 2, 29), date(2024, 4, 30)),
        ("CN", date(2024, 5, 6), date(2024, 6, 5), None),
        ("US-CA", date(2024, 5, 6), date(2024, 6, 20), date(2024, 8, 4)),
        (None, date(2024, 5, 6), date(2024, 6, 5), None),
    ],
)
def test_a_request_has_a_last_day_by_the_law_of_the_place(
    place: str | None, received: date, due: date, extended: date | None
) -> None:
    story = Story()
    story.now = datetime.combine(received, BEGAN.time(), UTC) - timedelta(minutes=3)
    story.given(someone(), *([living_in(place)] if place else []))
    story.given(ReceiveRightsRequest(candidate=A, request=ERASURE, kind=RightsKind.ACCESS))
    request = story.dossier(A).rights.requests[ERASURE]
    assert (request.due_on, request.overdue(due), request.overdue(due + timedelta(days=1))) == (due, False, True)
    extend = ExtendRightsRequest(candidate=A, request=ERASURE, why="complex")
    if extended is None:
        story.when(extend).then_refused("no_extension")
        return
    late = datetime.combine(due + timedelta(days=1), BEGAN.time(), UTC)
    story.when(extend, at=late).then_refused("extension_too_late")
    story.when(extend, at=late - timedelta(days=2)).then_types("rights-request-extended")
    assert story.dossier(A).rights.requests[ERASURE].due_on == extended
    story.when(extend).then_refused("no_extension")


def test_an_answer_stops_the_clock_and_says_what_was_not_done() -> None:
    access = ReceiveRightsRequest(candidate=A, request=ERASURE, kind=RightsKind.COPY)
    story = Story().given(someone(), access).when(access).then()
    answer = AnswerRightsRequest(candidate=A, request=ERASURE)
    story.when(answer.model_copy(update={"outcome": "partly"})).then_refused("reason_required")
    story.when(answer).then_types("rights-request-answered")
    story.when(answer).then_refused("rights_request_answered")
    story.when(answer.model_copy(update={"request": uuid4()})).then_refused("no_such_rights_request")
    assert not story.dossier(A).rights.requests[ERASURE].overdue(date(2999, 1, 1))


def test_who_was_erased_comes_back_only_by_themselves() -> None:
    story = Story().given(ingest(A, person=person("王小明", MAIL.value)), asked(), approved(), erased())
    again = ingest(B, person=person("王小明", MAIL.value))
    story.when(again).then_refused("address_forgotten")
    story.when(again.model_copy(update={"by_candidate": True})).then_types("candidate-ingested", "suppression-lifted")
    assert isinstance(story.history[-1].event, SuppressionLifted)
    assert not story.suppression("email", MAIL.value).forgotten
    story.when(ingest(C, person=person("王小明", MAIL.value))).then_types("candidate-ingested")


@pytest.mark.parametrize(
    ("kind", "value", "form"),
    [
        (PointKind.EMAIL, " Wang.X+news@Example.COM ", "wang.x+news@example.com"),
        (PointKind.PHONE, "+8613800138000", "+8613800138000"),
        (PointKind.PHONE, "+86 138-0013-8000", "+8613800138000"),
        (PointKind.PHONE, "13800138000", "13800138000"),
        (PointKind.WECHAT, "Wang_X", "Wang_X"),
    ],
)
def test_the_form_that_an_address_is_hashed_in_is_frozen(kind: PointKind, value: str, form: str) -> None:
    assert hashed_form(kind, value) == form
    assert hashed_form(kind, form) == form
