"""Templates over HTTP, contacts that wait for a human, the sink, and the click that ends it all."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.decisions import PlanContact, ReportFailed
from domain.person import ContactPoint, PointKind
from domain.vocabulary import Channel, Purpose
from ledger.ledger import Origin, new_id
from ledger.sink import Sink
from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

TEXT = {"language": "en", "subject": "Hello {{ person.name }}", "text": "We look for a {{ job.title }}: {{ said.why }}"}
DRAFT = {"kind": "job-recommendation", "purpose": "talent-pool", "texts": [TEXT]}
BY = Origin(actor="system:test")


def drafted(api: Api, **changes: Any) -> str:
    name = f"t{uuid4().hex[:8]}"
    api.stored(f"/v1/templates/{name}/versions", DRAFT | changes)
    return name


def planned(api: Api, **changes: Any) -> tuple[UUID, UUID]:
    address = f"{uuid4().hex}@example.com"
    candidate = api.ingested(person={"name": {"full": "王小明"}, "points": [{"kind": "email", "value": address}]})
    command = PlanContact(
        candidate=candidate,
        contact=new_id(),
        channel=Channel.EMAIL,
        purpose=Purpose.RIGHTS_REPLY,
        sender="user:li",
        address=ContactPoint(kind=PointKind.EMAIL, value=address),
    )
    api.ledger.submit(command.model_copy(update=changes), BY)
    return candidate, command.contact


def test_a_template_is_drafted_looked_at_and_used(api: Api) -> None:
    name = drafted(api)
    job, candidate = api.open_job(), api.ingested()
    look = {"candidate": str(candidate), "job": str(job), "values": {"said.why": "<b>you know</b>"}}
    assert api.post(f"/v1/templates/{name}/preview", look).json()["code"] == "template_not_published"
    shown = api.post(f"/v1/templates/{name}/preview", look | {"version": 1}).json()
    assert (shown["subject"], shown["version"]) == ("Hello 王小明", 1)
    assert shown["html"] == "<p>We look for a Engineer: &lt;b&gt;you know&lt;/b&gt;</p>"
    lacking = api.post(f"/v1/templates/{name}/preview", look | {"version": 1, "values": {}})
    assert (lacking.status_code, lacking.json()["code"], lacking.json()["detail"]) == (
        422,
        "variable_missing",
        "said.why",
    )
    api.stored(f"/v1/templates/{name}/publish", {"version": 1})
    position = api.stored(
        f"/v1/templates/{name}/approvals",
        {"version": 1, "provider": "sms", "provider_template": "s1", "state": "approved"},
    )["position"]
    api.follow()
    listed = {each["name"]: each for each in api.get(f"/v1/templates?after={position - 1}").json()["items"]}
    assert (listed[name]["published"], listed[name]["languages"]) == (1, ["en"])
    assert api.get(f"/v1/templates/{name}").json()["versions"][0]["approval"]["id"] == "s1"
    api.stored(f"/v1/templates/{name}/retire")
    api.follow()
    listed = {each["name"]: each for each in api.get("/v1/templates").json()["items"]}
    assert (listed[name]["published"], listed[name]["latest"]) == (None, 1)
    assert api.get("/v1/templates/never-drafted").status_code == 404


def test_what_a_template_must_not_hold_is_refused_with_a_code(api: Api) -> None:
    for text, code in (
        ("{{ ''.__class__ }}", "template_forbidden"),
        ("{{ x }}", "unknown_variable"),
        ("{{", "template_unreadable"),
    ):
        refused = api.post("/v1/templates/wrong/versions", DRAFT | {"texts": [TEXT | {"text": text}]})
        assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_a_test_goes_to_an_address_of_ones_own(api: Api) -> None:
    name = drafted(api)
    body = {"version": 1, "to": "li@example.com", "values": {"person.name": "x", "job.title": "x", "said.why": "x"}}
    made = api.stored(f"/v1/templates/{name}/tests", body)
    assert api.get(f"/v1/templates/{name}").json()["tests"] == {made["id"]: "asked"}
    assert api.post(f"/v1/templates/{name}/tests", body | {"values": {}}).json()["code"] == "variable_missing"


def test_a_dead_letter_is_seen_and_planned_once_more_only_once(api: Api) -> None:
    candidate, contact = planned(api)
    api.ledger.submit(ReportFailed(candidate=candidate, contact=contact, code="mail_server_away"), BY)
    api.follow()
    found = [each for each in api.get("/v1/deliveries?state=failed").json()["items"] if each["contact"] == str(contact)]
    assert [(each["code"], each["sender"], each["candidate"]) for each in found] == [
        ("mail_server_away", "user:li", str(candidate))
    ]
    path = f"/v1/candidates/{candidate}/contacts/{contact}/replay"
    first, second = api.stored(path), api.stored(path)
    assert first["id"] == second["id"] != str(contact)
    assert second["positions"] == []
    api.follow()
    left = api.get("/v1/deliveries?state=failed").json()["items"]
    assert str(contact) not in {each["contact"] for each in left}
    path = f"/v1/candidates/{candidate}/contacts/{first['id']}/replay"
    assert api.post(path).json()["code"] == "not_failed"


def test_what_was_kept_instead_of_being_sent_is_shown(api: Api) -> None:
    name = str(uuid4())
    content = "To: wang@example.com\r\nFrom: hr@corp.example\r\nSubject: Hello\r\n\r\nDear 王小明\r\n"
    Sink(api.settings.sink).keep(f"<{name}@corp.example>", content.encode())
    (listed,) = [each for each in api.get("/v1/sink").json()["items"] if each["name"] == name]
    assert (listed["to"], listed["subject"]) == ("wang@example.com", "Hello")
    assert "Dear" in api.get(f"/v1/sink/{name}").json()["text"]
    assert api.get(f"/v1/sink/{name}/eml").content == content.encode()
    for wrong in (str(uuid4()), "..%2f..%2fkeys%2fkek", "x"):
        assert api.get(f"/v1/sink/{wrong}").status_code in {404, 422}
