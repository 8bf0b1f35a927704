"""The gate as a caller meets it, and the preference centre as a browser, a scanner and a mailbox provider do."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers


@pytest.fixture
def mail() -> dict[str, Any]:
    return {"kind": "email", "value": f"{uuid4().hex}@example.com"}


@pytest.fixture
def candidate(api: Api, mail: dict[str, Any]) -> UUID:
    """Lives in Germany, and was shown the notice."""
    made = UUID(
        api.stored(
            "/v1/candidates", {"source": "career-site", "person": {"name": {"full": "王小明"}, "points": [mail]}}
        )["stream"]
    )
    notice = {"version": 1, "language": "en", "purposes": ["talent-pool"], "title": "Privacy", "text": "Two years."}
    api.stored("/v1/notices/privacy", notice)
    base = f"/v1/candidates/{made}"
    api.stored(f"{base}/settings", {"jurisdiction": "DE", "time_zone": "Europe/Berlin"})
    api.stored(f"{base}/notices-shown", {"notice": "privacy", "version": 1, "channel": "email"})
    return made


def types(api: Api, candidate: UUID) -> list[str]:
    return [recorded.event.type for recorded in api.ledger.history(candidate)]


def test_a_dry_answer_names_every_reason_and_stores_nothing(api: Api, candidate: UUID, mail: dict[str, Any]) -> None:
    base, before = f"/v1/candidates/{candidate}", api.ledger.store.head()
    asked = {"channel": "email", "purpose": "marketing", "address": mail, "at": "2024-05-08T23:30:00+02:00"}
    found = api.post(f"{base}/may-contact", asked).json()
    assert (found["allowed"], found["reasons"]) == (False, ["no_lawful_basis", "quiet_hours"])
    reply = api.post(f"{base}/may-contact", {**asked, "purpose": "rights-reply"}).json()
    assert (reply["allowed"], reply["basis"]) == (True, "legal-duty")
    assert api.ledger.store.head() == before
    assert api.post(f"{base}/may-contact", asked, role="analyst").status_code == 403
    assert api.post(f"{base}/may-contact", {**asked, "policy": "none"}).json()["code"] == "no_such_policy"


def test_the_whole_way_of_a_contact_stands_in_the_log(api: Api, candidate: UUID, mail: dict[str, Any]) -> None:
    base = f"/v1/candidates/{candidate}"
    wanted = {"channel": "email", "purpose": "application", "sender": "user:li", "address": mail}
    refused = api.stored(f"{base}/contacts/plan", {**wanted, "purpose": "marketing"})
    assert (refused["planned"], refused["reasons"][0]) == (False, "no_lawful_basis")
    api.stored(f"{base}/applications", {"job": str(api.open_job())})
    text = {"language": "en", "subject": "Tomorrow", "text": "We see one another at ten."}
    api.stored(
        "/v1/templates/reminder/versions", {"kind": "interview-reminder", "purpose": "application", "texts": [text]}
    )
    api.stored("/v1/templates/reminder/publish", {"version": 1})
    made_with = {"template": "reminder"}
    planned = api.stored(f"{base}/contacts/plan", wanted | made_with)
    assert (planned["planned"], planned["basis"]) == (True, "contract")
    way = f"{base}/contacts/{planned['id']}"
    api.stored(f"{way}/dispatch", {"message_id": "<1@renmai>", "content_sha256": "ab" * 32})
    api.stored(f"{way}/sent", {"provider_reference": "250 ok"})
    assert api.post(f"{way}/dispatch").json()["code"] == "not_planned"
    api.follow()
    log = api.get(f"{base}/contact-log").json()["items"]
    assert [each["type"] for each in log] == [
        "contact-sent",
        "contact-dispatched",
        "contact-planned",
        "contact-refused",
    ]
    dispatched = log[1]
    assert (dispatched["basis"], dispatched["template_version"], dispatched["policy"]) == ("contract", 1, "employer-1")
    assert dispatched["checked_at"] < dispatched["position"]
    assert dispatched["content_sha256"] == "ab" * 32
    assert log[3]["reasons"] == refused["reasons"]
    assert (dispatched["actor"].partition(":")[0], dispatched["sender"]) == ("key", "user:li")
    hidden = api.get(f"{base}/contact-log", key=api.issued["auditor"][1]).json()["items"][1]
    assert "content_sha256" not in hidden
    assert hidden["basis"] == "contract"


def test_a_logged_call_against_an_objection_is_a_breach_beside_it(api: Api, candidate: UUID) -> None:
    base = f"/v1/candidates/{candidate}"
    api.stored(f"{base}/objections", {})
    api.stored(f"{base}/contacts", {"channel": "phone"})
    assert types(api, candidate)[-2:] == ["contact-logged", "contact-breached"]
    api.follow()
    breach = api.get(f"{base}/contact-log").json()["items"][0]
    assert "objection" in breach["reasons"]


def test_each_line_of_the_log_says_on_which_ground_by_which_notice_and_as_of_which_position(
    api: Api, candidate: UUID, mail: dict[str, Any]
) -> None:
    base = f"/v1/candidates/{candidate}"
    api.stored(f"{base}/settings", {"jurisdiction": "CN", "time_zone": "Asia/Shanghai"})
    consent = {"purpose": "talent-pool", "channels": ["email", "in-person"], "notice": "privacy", "notice_version": 1}
    given = api.stored(f"{base}/consents", consent)["position"]
    sent = {"file": ("职位说明.pdf", b"%PDF", "application/pdf")}
    file = api.ask("POST", f"{base}/documents", files=sent, data={"kind": "job-description"}).json()["document"]
    carried = {"notice": "privacy", "notice_version": 1, "documents": [file], "variables": {"said.text": "Hello"}}
    wanted = {"channel": "email", "purpose": "talent-pool", "sender": "user:li", "address": mail}
    api.stored(f"{base}/contacts/plan", wanted | carried)
    api.stored(f"{base}/contacts", {"channel": "in-person", "purpose": "talent-pool"})
    api.follow()
    log = {each["type"]: each for each in api.get(f"{base}/contact-log").json()["items"]}
    for line in (log["contact-planned"], log["contact-logged"]):
        assert (line["basis"], line["basis_position"], line["policy"]) == ("consent", given, "employer-1")
        assert given <= line["checked_at"] < line["position"]
    planned = log["contact-planned"]
    assert (planned["notice"], planned["notice_version"]) == ("privacy", 1)
    assert (planned["documents"], planned["variables"]) == ([file], {"said.text": "Hello"})


def test_suppressions_are_looked_up_by_address(api: Api, mail: dict[str, Any]) -> None:
    api.stored("/v1/suppressions", {"point": mail, "why": "complaint"})
    assert api.post("/v1/suppressions/lookup", {"point": mail}).json()["whys"] == ["complaint"]
    api.stored("/v1/suppressions/lift", {"point": mail, "why": "settled"})
    assert not api.post("/v1/suppressions/lookup", {"point": mail}).json()["suppressed"]


def test_the_tables_are_published(api: Api) -> None:
    assert {each["policy"] for each in api.get("/v1/contact-policies").json()["items"]} == {"agency-1", "employer-1"}
    assert "rights-reply" in {each["purpose"] for each in api.get("/v1/purposes").json()["items"]}
    assert api.get("/v1/notices/nothing").json()["code"] == "no_such_notice"


def centre(api: Api, candidate: UUID) -> dict[str, str]:
    found: dict[str, str] = api.post(f"/v1/candidates/{candidate}/preference-links").json()
    return found


def test_a_person_chooses_what_they_hear_without_an_account(api: Api, candidate: UUID) -> None:
    path, before = centre(api, candidate)["path"], api.ledger.store.head()
    page = api.get(path, role=None, headers={"Accept-Language": "zh-CN"})
    assert (page.status_code, page.headers["content-language"]) == (200, "zh-CN")
    assert "您希望收到的信息" in page.text
    assert "王小明" not in page.text
    assert api.ledger.store.head() == before
    form = {"channels": ["email", "post"], "rhythm": "monthly", "topics": ["jobs"], "paused_until": "2097-01-01"}
    assert api.ask("POST", path, role=None, data={**form, "answer": "save"}).status_code == 200
    wish = api.ledger.dossier(candidate)[0].boundaries.preference  # type: ignore[union-attr]
    assert wish is not None
    assert (wish.channels, wish.rhythm, wish.topics, str(wish.paused_until)) == (
        ("email", "post"), "monthly", ("jobs",), "2097-01-01",
    )  # fmt: skip
    assert " checked" in api.get(path, role=None).text
    assert api.ask("POST", path, role=None, data={**form, "rhythm": "hourly"}).status_code == 422
    assert api.ask("POST", path, role=None, data={**form, "paused_until": "soon"}).status_code == 422
    api.ask("POST", path, role=None, data={"answer": "stop"})
    assert api.ledger.dossier(candidate)[0].boundaries.preference.stopped  # type: ignore[union-attr]


def test_one_click_unsubscribes_and_looking_never_does(api: Api, candidate: UUID) -> None:
    path, before = centre(api, candidate)["unsubscribe"], api.ledger.store.head()
    for method in ("GET", "HEAD", "OPTIONS"):
        api.ask(method, path, role=None)
    assert api.ledger.store.head() == before
    said = api.ask("POST", path, role=None, data={"List-Unsubscribe": "One-Click"})
    assert (said.status_code, "set-cookie" in said.headers) == (200, False)
    last = api.ledger.history(candidate)[-1]
    assert (last.event.type, last.meta.actor.partition(":")[0]) == ("unsubscribed", "link")
    assert api.ask("POST", path[:-12] + "x/unsubscribe", role=None).status_code == 404


def test_a_consent_has_a_receipt_and_a_second_yes(api: Api, candidate: UUID) -> None:
    base = f"/v1/candidates/{candidate}"
    asked = api.stored(f"{base}/consents/requests", {"purpose": "marketing", "channels": ["email"]})
    given = {"purpose": "marketing", "channels": ["email"], "notice": "privacy", "notice_version": 1, "language": "en"}
    first = api.stored(f"{base}/consents", {**given, "request": asked["id"]})
    link = centre(api, candidate)["path"]
    before = api.ledger.store.head()
    assert api.get(f"{link}/confirm/{asked['id']}", role=None).status_code == 200
    assert api.ledger.store.head() == before
    assert api.ask("POST", f"{link}/confirm/{asked['id']}", role=None).status_code == 200
    confirmed = api.ledger.history(candidate)[-1]
    assert confirmed.event.confirmed  # type: ignore[union-attr]
    api.stored(f"{base}/consents/receipts", {"position": confirmed.position})
    receipt = api.get(f"{link}/receipts/{confirmed.position}", role=None).json()
    assert (receipt["purpose"], receipt["confirmed"], receipt["still_stands_for"]) == ("marketing", True, ["email"])
    assert len(receipt["notice_sha256"]) == 64
    assert receipt["receipt"]
    assert api.get(f"{base}/consents/{first['position']}/receipt").json()["still_stands_for"] == []
    assert api.get(f"{link}/receipts/1", role=None).status_code == 404
