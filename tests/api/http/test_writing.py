from uuid import UUID, uuid4

import pytest

from api.http.command_route import CommandRoute
from api.http.commands import ROUTES
from domain.access import Action
from domain.decisions import (
    RULES,
    AddTagTerm,
    AssertSamePerson,
    AssessMatch,
    AssignMessage,
    AttachDocument,
    AttachJobDocument,
    ChangePoolFilter,
    CorrectOwnProfile,
    CreatePool,
    DeferMatch,
    DescribeSender,
    DisclosePersonalData,
    DismissMessage,
    DraftTemplate,
    EntrustTagFacet,
    ExportPeople,
    ForgetSender,
    HoldMessage,
    IngestRecord,
    IssueUpdateLink,
    LiftSuppression,
    MergeTagTerm,
    NameTagTerm,
    PlanContact,
    PublishNotice,
    PublishTemplate,
    ReceiveMessage,
    RecordDocumentText,
    RecordErased,
    RecordErasureScan,
    RecordTemplateApproval,
    ReportCampaignLaidOut,
    ReportTemplateTest,
    RequestTemplateTest,
    RetireSender,
    RetireTagTerm,
    RetireTemplate,
    StartCampaign,
    StopSequences,
    SuppressAddress,
    TakePoolSnapshot,
)
from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers


def test_a_write_answers_where_its_events_are(api: Api, candidate: UUID) -> None:
    response = api.post(f"/v1/candidates/{candidate}/tags", {"tag": "kotlin", "facet": "skill"})
    receipt = response.json()
    assert response.status_code == 201
    assert receipt["positions"] == [receipt["position"]]
    assert receipt["stream"] == str(candidate)
    assert response.headers["Renmai-Position"] == str(receipt["position"])
    assert not receipt["replayed"]


def test_what_is_so_already_adds_nothing(api: Api, candidate: UUID) -> None:
    api.stored(f"/v1/candidates/{candidate}/tags", {"tag": "kotlin"})
    response = api.post(f"/v1/candidates/{candidate}/tags", {"tag": "kotlin"})
    assert response.status_code == 200
    assert response.json()["positions"] == []
    assert response.json()["position"] <= api.ledger.store.head()


def test_every_command_has_a_route() -> None:
    assert {row.command for row in ROUTES} == RULES.keys() - {
        IngestRecord,
        AssertSamePerson,
        AttachDocument,
        AttachJobDocument,
        RecordErased,
        RecordErasureScan,
        IssueUpdateLink,
        CorrectOwnProfile,
        AssessMatch,
        DeferMatch,
        PlanContact,
        PublishNotice,
        SuppressAddress,
        LiftSuppression,
        CreatePool,
        ChangePoolFilter,
        TakePoolSnapshot,
        AssignMessage,
        DismissMessage,
        HoldMessage,
        ReceiveMessage,
        ReportCampaignLaidOut,
        StartCampaign,
        StopSequences,
        DraftTemplate,
        PublishTemplate,
        RetireTemplate,
        RecordTemplateApproval,
        RequestTemplateTest,
        ReportTemplateTest,
        DescribeSender,
        RetireSender,
        ForgetSender,
        AddTagTerm,
        NameTagTerm,
        MergeTagTerm,
        RetireTagTerm,
        EntrustTagFacet,
        ExportPeople,
        DisclosePersonalData,
        RecordDocumentText,
    }


@pytest.mark.parametrize("row", ROUTES, ids=lambda row: row.command.__name__)
def test_every_example_is_understood(api: Api, candidate: UUID, row: CommandRoute) -> None:
    path = row.path.format(
        candidate=candidate, application=uuid4(), interview=uuid4(), offer=uuid4(), employment=uuid4(),
        contact=uuid4(), job=uuid4(), suggestion=uuid4(), request=uuid4(), pool=uuid4(),
        erasure=uuid4(), hold=uuid4(), item=uuid4(), campaign=uuid4(),
    )  # fmt: skip
    response = api.post(f"/v1{path}", row.example, role="dpo" if row.may is Action.FORGET else "recruiter")
    assert response.status_code in (201, 200, 404, 409), response.text


def test_the_whole_way_from_application_to_leaving(api: Api, candidate: UUID) -> None:
    job = api.open_job()
    base = f"/v1/candidates/{candidate}"
    application = api.stored(f"{base}/applications", {"job": str(job)})["id"]
    way = f"{base}/applications/{application}"
    api.stored(f"{way}/screenings", {"passed": True})
    interview = api.stored(f"{way}/interviews", {"starts_at": "2026-11-01T10:00:00+08:00"})["id"]
    api.stored(f"{way}/interviews/{interview}/attend")
    api.stored(f"{way}/interviews/{interview}/evaluations", {"evaluator": "user:wang", "verdict": "positive"})
    offer = api.stored(f"{way}/offers", {"job": str(job)})["id"]
    api.stored(f"{way}/offers/{offer}/accept")
    employment = api.stored(f"{way}/hire", {"job": str(job)})["id"]
    api.stored(f"{base}/employments/{employment}/probation/pass")
    api.stored(f"{base}/employments/{employment}/leave")
    assert api.post(f"{way}/hire", {"job": str(job)}).json()["code"] == "already_hired"
    types = [recorded.event.type for recorded in api.ledger.history(candidate)]
    assert types[-8:] == ["interview-scheduled", "interview-attended", "interview-evaluated", "offer-made",
                          "offer-accepted", "hired", "probation-passed", "left"]  # fmt: skip


def test_who_confirms_a_reason_is_the_caller_and_nobody_else(api: Api, application: str) -> None:
    interview = api.stored(f"{application}/interviews", {"starts_at": "2026-11-01T10:00:00+08:00"})["id"]
    at = f"{application}/interviews/{interview}"
    api.stored(f"{at}/attend")
    api.stored(f"{at}/evaluations", {"evaluator": "user:w", "verdict": "negative", "why": "job-fit"})
    said = {"why": "job-fit", "by": "policy:x"}
    assert api.post(f"{application}/reason/confirm", said).json()["faults"][0]["code"] == "extra_forbidden"
    api.stored(f"{application}/reason/confirm", {"why": "job-fit"})


def test_the_actor_and_whom_it_acts_for_are_on_the_event(api: Api, candidate: UUID) -> None:
    headers = {"Renmai-Acting-User": "user:zhang", "Renmai-Reason": "asked-by-mail"}
    api.stored(f"/v1/candidates/{candidate}/notes", {"text": "hello"}, headers=headers)
    meta = api.ledger.history(candidate)[-1].meta
    assert meta.actor == f"key:{api.issued['recruiter'][0]}"
    assert (meta.on_behalf_of, meta.reason) == ("user:zhang", "asked-by-mail")


@pytest.mark.parametrize("user", ["Zhang San", "user:张三", "key:1", "user:" + "x" * 65, "", "user:a b"])
def test_an_acting_user_is_an_id_and_never_a_name(api: Api, candidate: UUID, user: str) -> None:
    headers = {"Renmai-Acting-User": user.encode()}
    response = api.post(f"/v1/candidates/{candidate}/notes", {"text": "x"}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "bad_acting_user")


def test_claimed_history_keeps_when_it_was_claimed_to_be(api: Api, candidate: UUID) -> None:
    occurred = {"at": "2023-03-01T00:00:00+08:00", "precision": "month", "zone": "Asia/Shanghai"}
    api.stored(f"/v1/candidates/{candidate}/intent", {"intent": "open", "occurred": occurred})
    meta = api.ledger.history(candidate)[-1].meta
    assert meta.occurred is not None
    assert meta.occurred.precision == "month"
