import json
import threading
import time
from uuid import UUID

import pytest

from ledger.store import Row
from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers


def lines_of(api: Api, role: str = "auditor", **asked: object) -> list[dict]:  # type: ignore[type-arg]
    response = api.get("/v1/events", role=role, params=asked)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in response.text.splitlines()]


def test_an_auditor_gets_every_event_byte_for_byte_as_it_is_stored(api: Api, candidate: UUID) -> None:
    response = api.get("/v1/events", role="auditor", params={"limit": 100_000})
    rows: list[Row] = api.ledger.store.page(0, 100_000)
    lines = response.content.splitlines()
    assert len(lines) == len(rows)
    for row, line in zip(rows, lines, strict=True):
        assert line.endswith(b',"state":' + row.state + b"}")
    assert int(response.headers["Renmai-Position"]) == rows[-1].position


def test_another_system_gets_facts_and_no_sealed_part_at_all(api: Api, candidate: UUID) -> None:
    api.stored(f"/v1/candidates/{candidate}/notes", {"text": "canary"})
    lines = lines_of(api, "service", limit=100_000)
    assert lines[-1]["state"].keys() == {"facts", "meta"}
    assert all("sealed" not in line["state"] for line in lines)
    stored = lines_of(api, "auditor", limit=100_000)
    assert [line["state"]["facts"] for line in lines] == [line["state"]["facts"] for line in stored]


def test_the_feed_goes_on_where_its_header_says(api: Api) -> None:
    for number in range(5):
        api.ingested(f"Person {number}")
    seen: list[int] = []
    after = 0
    while True:
        response = api.get("/v1/events", role="auditor", params={"after": after, "limit": 2})
        seen += [json.loads(line)["position"] for line in response.text.splitlines()]
        if int(response.headers["Renmai-Position"]) == after:
            break
        after = int(response.headers["Renmai-Position"])
    assert seen == list(range(1, api.ledger.store.head() + 1))


def test_the_feed_can_be_narrowed_to_types(api: Api, candidate: UUID) -> None:
    api.stored(f"/v1/candidates/{candidate}/tags", {"tag": "go"})
    lines = lines_of(api, "auditor", type=["candidate-tagged"], limit=100_000)
    assert {line["type"] for line in lines} == {"candidate-tagged"}


def test_history_pages_hold_every_event_once_with_what_was_said(api: Api, candidate: UUID) -> None:
    for number in range(7):
        api.stored(f"/v1/candidates/{candidate}/notes", {"text": f"note {number}"})
    api.follow()
    for order in ("oldest", "newest"):
        seen: list[str] = []
        cursor = None
        while True:
            asked = {"limit": 3, "order": order} | ({"cursor": cursor} if cursor else {})
            page = api.get(f"/v1/candidates/{candidate}/history", params=asked).json()
            seen += [each["event"].get("text", each["type"]) for each in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        expected = ["candidate-ingested", *(f"note {number}" for number in range(7))]
        assert seen == (expected if order == "oldest" else expected[::-1])


def test_what_was_recorded_in_error_stays_and_says_so(api: Api, candidate: UUID) -> None:
    tagged = api.stored(f"/v1/candidates/{candidate}/tags", {"tag": "wrong"})["position"]
    said = {"position": tagged, "why": "wrong-person"}
    voided_by = api.stored(f"/v1/candidates/{candidate}/recorded-in-error", said)["position"]
    api.follow()
    items = api.get(f"/v1/candidates/{candidate}/history").json()["items"]
    assert [each.get("voided_by") for each in items] == [None, voided_by, None]
    assert api.get(f"/v1/candidates/{candidate}").json()["tags"] == {}
    assert api.post(f"/v1/candidates/{candidate}/recorded-in-error", said).status_code == 200
    nowhere = {"position": 1 << 40, "why": "wrong-person"}
    assert api.post(f"/v1/candidates/{candidate}/recorded-in-error", nowhere).status_code == 404


def test_a_replay_shows_the_person_as_they_stood(api: Api, candidate: UUID) -> None:
    first = api.stored(f"/v1/candidates/{candidate}/tags", {"tag": "first"})
    api.stored(f"/v1/candidates/{candidate}/tags", {"tag": "second"}, headers={"Renmai-Reason": "asked"})
    path = f"/v1/candidates/{candidate}/replay"
    whole = api.get(path, params={"dossiers": "each"}).json()
    assert [list(step["dossier"]["tags"]) for step in whole["steps"]] == [[], ["first"], ["first", "second"]]
    assert whole["steps"][-1]["meta"]["reason"] == "asked"
    assert whole["steps"][-1]["meta"]["actor"].startswith("key:")
    then = api.get(path, params={"position": first["position"]}).json()
    assert list(then["dossier"]["tags"]) == ["first"]
    at = api.get(path, params={"at": first["recorded_at"]}).json()
    assert at["dossier"] == then["dossier"]
    before = api.get(path, params={"at": "2020-01-01T00:00:00Z"}).json()
    assert (before["steps"], before["dossier"]) == ([], None)


def test_a_replay_by_what_was_claimed(api: Api, candidate: UUID) -> None:
    occurred = {"at": "2021-06-01T00:00:00Z", "precision": "month"}
    api.stored(f"/v1/candidates/{candidate}/intent", {"intent": "closed", "occurred": occurred})
    asked = {"at": "2022-01-01T00:00:00Z", "clock": "occurred"}
    steps = api.get(f"/v1/candidates/{candidate}/replay", params=asked).json()["steps"]
    assert [step["type"] for step in steps] == ["intent-recorded"]
    asked = {"at": "2022-01-01T00:00:00Z"}
    assert api.get(f"/v1/candidates/{candidate}/replay", params=asked).json()["steps"] == []


def test_a_query_reads_its_own_write(api: Api, candidate: UUID) -> None:
    position = api.stored(f"/v1/candidates/{candidate}/tags", {"tag": "now"})["position"]
    threading.Timer(0.3, api.follow).start()
    response = api.get(f"/v1/candidates/{candidate}", params={"after": position})
    assert list(response.json()["tags"]) == ["now"]
    assert int(response.headers["Renmai-Position"]) >= position


def test_a_query_that_waits_in_vain_says_so(api: Api, candidate: UUID) -> None:
    api.follow()
    head = api.ledger.store.head()
    as_header = {"headers": {"Renmai-Position": str(head + 1)}, "params": {"wait": 0.1}}
    for given in ({"params": {"after": head + 1, "wait": 0.1}}, as_header):
        began = time.monotonic()
        response = api.get(f"/v1/candidates/{candidate}", **given)
        assert (response.status_code, response.json()["code"]) == (503, "not_yet")
        assert response.headers["Retry-After"] == "1"
        assert time.monotonic() - began < 4.5  # and not the five seconds of whoever says nothing


def test_batches_and_parked_are_lists(api: Api) -> None:
    api.follow()
    assert api.get("/v1/batches", role="admin").json() == {"items": [], "next": None}
    assert api.get("/v1/parked", role="admin").json() == {"items": []}
