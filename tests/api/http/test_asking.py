from uuid import UUID, uuid4

import psycopg
import pytest

from domain.vocabulary import DataClass
from tests.api.http.conftest import Api
from tests.servers import Database

pytestmark = pytest.mark.servers


def test_a_dossier_is_answered_with_its_version_and_position(api: Api, candidate: UUID) -> None:
    api.follow()
    head = api.ledger.store.head()
    response = api.get(f"/v1/candidates/{candidate}")
    assert response.json()["candidate"] == str(candidate)
    assert response.json()["profile"]["name"]["full"] == "王小明"
    assert response.headers["ETag"] == f'"{candidate.hex}.1"'
    assert int(response.headers["Renmai-Position"]) == head
    assert response.headers["Cache-Control"] == "no-store"


def test_an_id_that_was_merged_away_leads_to_the_survivor(api: Api) -> None:
    one, other = api.ingested("Ana Luz"), api.ingested("Ana Luz")
    api.stored(f"/v1/candidates/{one}/merge", {"absorbed": str(other)})
    api.follow()
    response = api.get(f"/v1/candidates/{other}")
    found = response.json()
    assert response.status_code == 200
    assert (found["asked_id"], found["merged_into"]) == (str(other), str(one))
    assert found["candidate"] == str(one)
    assert "asked_id" not in api.get(f"/v1/candidates/{one}").json()
    assert api.post(f"/v1/candidates/{other}/tags", {"tag": "x"}).json()["detail"] == str(one)


def test_a_merge_taken_back_is_two_people_again(api: Api) -> None:
    one, other = api.ingested("Ana Luz"), api.ingested("Ana Luz")
    api.stored(f"/v1/candidates/{one}/merge", {"absorbed": str(other)})
    api.stored(f"/v1/candidates/{one}/merge/reverse", {"absorbed": str(other)})
    api.follow()
    assert api.get(f"/v1/candidates/{other}").json()["candidate"] == str(other)
    assert api.post(f"/v1/candidates/{one}/merge", {"absorbed": str(other)}).json()["code"] == "asserted_different"


def test_nobody_is_answered_for_an_unknown_id(api: Api) -> None:
    for path in (
        "",
        "/history",
        "/replay",
        "/contact-log",
        "/activity",
        "/activity/curve",
        "/consents",
        "/suggestions",
        "/values",
        "/contact-points",
        f"/documents/{uuid4()}",
    ):
        response = api.get(f"/v1/candidates/{uuid4()}{path}")
        assert (response.status_code, response.json()["code"]) == (404, "no_such_candidate"), path


def test_a_job_is_not_a_candidate(api: Api) -> None:
    job = api.open_job()
    api.follow()
    for path in ("", "/history", "/replay"):
        assert api.get(f"/v1/candidates/{job}{path}").status_code == 404, path


def test_the_list_is_narrowed_by_facts_and_goes_on_by_cursor(api: Api) -> None:
    tag = f"t{uuid4().hex[:8].translate(str.maketrans('0123456789', 'ghijklmnop'))}"
    people = [api.ingested(f"Person {number}") for number in range(5)]
    for person in people:
        api.stored(f"/v1/candidates/{person}/tags", {"tag": tag})
    api.stored(f"/v1/candidates/{people[0]}/owners", {"owner": "user:zhang"})
    api.stored(f"/v1/candidates/{people[1]}/pools", {"pool": "reserve"})
    api.follow()
    seen: list[str] = []
    cursor = None
    while True:
        asked = {"tag": tag, "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = api.get("/v1/candidates", params=asked).json()
        seen += [each["candidate"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(map(str, people))
    owned = api.get("/v1/candidates", params={"tag": tag, "owner": "user:zhang"}).json()["items"]
    assert [each["candidate"] for each in owned] == [str(people[0])]
    pooled = api.get("/v1/candidates", params={"tag": tag, "pool": "reserve"}).json()["items"]
    assert [each["candidate"] for each in pooled] == [str(people[1])]
    assert api.get("/v1/candidates", params={"tag": tag, "status": "employee"}).json()["items"] == []


def test_a_person_is_found_by_what_the_body_says(api: Api) -> None:
    external, mail, phone = uuid4().hex, f"{uuid4().hex}@Example.com", "139 1234 5678"
    points = [{"kind": "email", "value": mail}, {"kind": "phone", "value": phone}]
    person = {"name": {"full": "欧阳询问"}, "points": points}
    body = {"source": "fair", "external_id": external, "person": person}
    candidate = api.stored("/v1/candidates", body)["stream"]
    api.follow()
    for asked in (
        {"source": "fair", "external_id": external},
        {"email": mail.upper()},
        {"phone": "+86 139-1234-5678"},
        {"phone": "13912345678", "country": "CN"},
        {"name": "欧阳询问"},
    ):
        found = api.post("/v1/candidates/lookup", asked).json()["items"]
        assert [each["candidate"] for each in found] == [candidate], asked
    assert api.post("/v1/candidates/lookup", {"email": f"{uuid4().hex}@example.com"}).json()["items"] == []
    assert api.post("/v1/candidates/lookup", {"source": "other", "external_id": external}).json()["items"] == []
    assert api.post("/v1/candidates/lookup", {"name": "a", "email": "b"}).status_code == 422


def test_an_upsert_finds_the_person_by_source_and_id(api: Api) -> None:
    body = {"source": "fair", "external_id": uuid4().hex, "person": {"name": {"full": "Luis Garcia"}}}
    first = api.ask("PUT", "/v1/candidates", json=body)
    same = api.ask("PUT", "/v1/candidates", json=body)
    changed = api.ask("PUT", "/v1/candidates", json=body | {"career": {"headline": "Buyer"}})
    assert [each.status_code for each in (first, same, changed)] == [201, 200, 201]
    assert len({each.json()["stream"] for each in (first, same, changed)}) == 1
    assert api.post("/v1/candidates", body).json()["code"] == "external_id_known"


def test_the_contact_log_tells_what_was_said_to_those_who_may_read_it(api: Api, candidate: UUID) -> None:
    contact = api.stored(
        f"/v1/candidates/{candidate}/contacts",
        {
            "channel": "phone",
            "outcome": "interested",
            "said": "a secret word",
            "address": {"kind": "phone", "value": "+8613800138000"},
        },
    )["id"]
    api.stored(f"/v1/candidates/{candidate}/contacts/{contact}/replies", {"channel": "email", "said": "又一句"})
    api.follow()
    path = f"/v1/candidates/{candidate}/contact-log"
    items = api.get(path, role="auditor").json()["items"]
    reply, call = (each for each in items if each["type"] != "contact-breached")
    assert (call["contact"], call["outcome"], call["said"]) == (contact, "interested", "a secret word")
    assert call["address"]["value"] == "+8613800138000"
    assert (reply["type"], reply["said"]) == ("replied", "又一句")
    without_reason = api.get(path, key=api.issued["auditor"][1])
    assert without_reason.json()["items"][-1]["outcome"] == "interested"
    assert "secret" not in without_reason.text
    assert "13800138000" not in without_reason.text


def test_the_contact_log_of_everyone_over_a_period(api: Api, candidate: UUID) -> None:
    contact = api.stored(f"/v1/candidates/{candidate}/contacts", {"channel": "wecom"})["id"]
    api.follow()
    asked = {"from": "2026-01-01T00:00:00Z", "to": "2100-01-01T00:00:00+08:00", "channel": "wecom"}
    items = api.get("/v1/contact-log", params=asked).json()["items"]
    assert contact in [each["contact"] for each in items]
    asked = {"from": "2020-01-01T00:00:00Z", "to": "2020-02-01T00:00:00Z", "clock": "occurred"}
    assert api.get("/v1/contact-log", params=asked).json()["items"] == []


def test_activity_is_explained_and_orders_the_work_list(api: Api, candidate: UUID) -> None:
    contact = api.stored(f"/v1/candidates/{candidate}/contacts", {"channel": "email"})["id"]
    api.stored(f"/v1/candidates/{candidate}/contacts/{contact}/replies", {"channel": "email"})
    api.follow()
    found = api.get(f"/v1/candidates/{candidate}/activity").json()
    assert found["band"] == "middle"
    assert [share["contribution"]["kind"] for share in found["shares"]] == ["replied"]
    points = api.get(f"/v1/candidates/{candidate}/activity/curve?days=30&points=3").json()["points"]
    assert [(each["band"], round(each["score"])) for each in points] == [("low", 0), ("low", 0), ("middle", 77)]
    slow = api.get(f"/v1/candidates/{candidate}/activity?policy=activity-slow-1").json()
    assert (found["policy"], slow["policy"], slow["shares"][0]["weight"]) == ("activity-1", "activity-slow-1", 40)
    for role in ("recruiter", "auditor"):  # who says no reason here
        page = api.get("/v1/worklist", params={"least_score": 50, "limit": 500}, key=api.issued[role][1]).json()
        scores = [each["score"] for each in page["items"]]
        assert scores == sorted(scores, reverse=True)
        assert str(candidate) in [each["candidate"] for each in page["items"]]
        assert all(("document" in each) == (role == "recruiter") for each in page["items"])


def test_the_past_is_told_where_it_is_kept_and_refused_elsewhere(api: Api, candidate: UUID) -> None:
    contact = api.stored(f"/v1/candidates/{candidate}/contacts", {"channel": "email"})["id"]
    api.stored(f"/v1/candidates/{candidate}/contacts/{contact}/replies", {"channel": "email"})
    api.follow()
    person, past, later = f"/v1/candidates/{candidate}", {"at": "2026-01-01T00:00:00Z"}, {"at": "2100-01-01T00:00:00Z"}
    then = api.get(f"{person}/activity", params=past).json()
    assert (then["rank"], then["score"], then["shares"]) == (None, 0.0, [])
    for path in (f"{person}/tier", f"{person}/measures", "/v1/worklist", "/v1/metrics/live"):
        refused = api.get(path, params=past)
        assert (refused.status_code, refused.json()["code"]) == (422, "past_not_kept"), path
        assert api.get(path, params=later).status_code == 200


def test_the_consent_register_of_one_person_and_of_a_purpose(api: Api, candidate: UUID) -> None:
    said = {"purpose": "marketing", "channels": ["sms"], "evidence": "on paper, by hand"}
    api.stored(f"/v1/candidates/{candidate}/consents", said)
    api.follow()
    response = api.get(f"/v1/candidates/{candidate}/consents", key=api.issued["auditor"][1])
    assert [(each["channel"], each["state"]) for each in response.json()["items"]] == [("sms", "given")]
    assert "paper" not in response.text
    api.stored(f"/v1/candidates/{candidate}/consents/withdraw", {"purpose": "marketing"})
    api.follow()
    asked = {"purpose": "marketing", "channel": "sms", "withdrawn": True}
    assert str(candidate) in [each["candidate"] for each in api.get("/v1/consents", params=asked).json()["items"]]


def test_changes_tell_of_a_merge_as_a_tombstone(api: Api) -> None:
    one, other = api.ingested("Ana Luz"), api.ingested("Ana Luz")
    api.follow()
    since = api.ledger.store.head()
    api.stored(f"/v1/candidates/{one}/merge", {"absorbed": str(other)})
    api.follow()
    page = api.get("/v1/changes", params={"since": since}).json()
    kinds = {each["candidate"]: each for each in page["items"]}
    assert kinds[str(one)]["kind"] == "changed"
    assert (kinds[str(other)]["kind"], kinds[str(other)]["merged_into"]) == ("merged", str(one))
    assert "document" not in kinds[str(other)]
    further = api.get("/v1/changes", params={"cursor": page["next"]}).json()
    assert further["items"] == []
    api.stored(f"/v1/candidates/{one}/notes", {"text": "x"})
    api.follow()
    again = api.get("/v1/changes", params={"cursor": further["next"]}).json()
    assert [each["candidate"] for each in again["items"]] == [str(one)]


def test_a_dossier_that_misses_events_says_so(api: Api, candidate: UUID, own_database: Database) -> None:
    api.follow()
    with psycopg.connect(own_database.admin, autocommit=True) as connection:
        connection.execute(
            """
            INSERT INTO read.parked (projection, generation, stream, position, code)
            SELECT projection, generation, %s, 1, 'validation_error' FROM read.checkpoint
            WHERE projection = 'people' AND live
            """,
            (candidate,),
        )
    found = api.get(f"/v1/candidates/{candidate}").json()
    assert (found["parked"], found["candidate"]) == ("validation_error", str(candidate))
    assert str(candidate) in [each["stream"] for each in api.get("/v1/parked").json()["items"]]
    assert api.get(f"/v1/candidates/{candidate}/history").status_code == 200


def test_a_person_whose_keys_were_destroyed_is_gone(api: Api, candidate: UUID) -> None:
    for data_class in DataClass:
        api.ledger.keyring.destroy(candidate, data_class)
    api.follow()
    response = api.get(f"/v1/candidates/{candidate}")
    assert (response.status_code, response.json()["code"]) == (410, "erased")
    assert api.post(f"/v1/candidates/{candidate}/tags", {"tag": "x"}).status_code in (201, 409)
    assert api.get(f"/v1/candidates/{candidate}/history").status_code == 200


def test_the_quick_way_and_the_ordinary_one_answer_the_same(api: Api, candidate: UUID) -> None:
    api.follow()
    path = f"/v1/candidates/{candidate}"
    quick, ordinary = api.get(path), api.get(path, params={"wait": 1})
    assert quick.content == ordinary.content
    assert quick.headers == ordinary.headers
    for role, key in ((None, None), (None, "rk_none"), ("analyst", None)):
        told = [api.get(path, role=role, key=key, params=params) for params in ({}, {"wait": 1})]
        assert told[0].status_code == told[1].status_code
        assert told[0].content == told[1].content
