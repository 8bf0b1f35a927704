"""What is wrong gets a stable code and a clear word, never a 500, and never what was sent."""

import json
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

CANARY = "canary.person@example.org"
DEEP = 100_000
HUGE = 10 * 1024 * 1024
SOMEBODY = UUID(int=7)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{broken", 400, "malformed_json"),
        (b"null", 422, "unacceptable_input"),
        (b"[]", 422, "unacceptable_input"),
        (b'"text"', 422, "unacceptable_input"),
        (b"NaN", 400, "malformed_json"),
        (b'{"text": NaN}', 400, "malformed_json"),
        (b'{"text": Infinity}', 400, "malformed_json"),
        (b'{"text": "\xff\xfe"}', 400, "malformed_json"),
        (b'{"text": "\\ud800"}', 400, "malformed_json"),
        (b'{"text": "\\udc00\\ud800"}', 400, "malformed_json"),
        (b'{"text": "a\\u0000b"}', 422, "forbidden_character"),
        (b'{"text": "a\x00b"}', 400, "malformed_json"),
        (b'{"te\\u0000xt": "a"}', 422, "forbidden_character"),
        (b"[" * DEEP, 400, "malformed_json"),
        (b"[" * DEEP + b"]" * DEEP, 400, "malformed_json"),
        (b'{"a":' * 900 + b"1" + b"}" * 900, 422, "unacceptable_input"),
        (b'{"text": "x", "text": "y"}', 400, "repeated_name"),
        (b'{"text": "x", "te\\u0078t": "x"}', 400, "repeated_name"),
        (b'{"text": "a:\\u003a", "occurred": {"at": "2024-01-01", "at": null}}', 400, "repeated_name"),
        (b'{"text": [{"a": 1, "a": {"b": "\\"\\\\"}}]}', 400, "repeated_name"),
        (b'{"a": {"text": 1}, "text": "\\\\\\": \\": :"}', 422, "unacceptable_input"),
        (b'{"text": 17}', 422, "unacceptable_input"),
        (b'{"text": ""}', 422, "unacceptable_input"),
        (b'{"text": "x", "unknown": 1}', 422, "unacceptable_input"),
        (b'{"text": "x", "occurred": {"at": "0000-00-00T00:00:00Z"}}', 422, "unacceptable_input"),
        (b'{"text": "x", "occurred": {"at": "2024-01-01T00:00:00"}}', 422, "unacceptable_input"),
        (b'{"text": "x", "occurred": {"at": 1e300}}', 422, "number_out_of_range"),
        (b'{"text": "x", "occurred": {"at": 99999999999999999999}}', 422, "number_out_of_range"),
        (b'{"text": "' + b"x" * 30_000 + b'"}', 422, "text_too_long"),
        (b'{"text": "' + b"x" * HUGE + b'"}', 413, "body_too_large"),
        ("﻿".encode() + b'{"text": "x"}', 400, "malformed_json"),
    ],
)  # fmt: skip
def test_a_body_that_is_wrong(api: Api, candidate: UUID, body: bytes, status: int, code: str) -> None:
    head = api.ledger.store.head()
    headers = {"Content-Type": "application/json"}
    response = api.ask("POST", f"/v1/candidates/{candidate}/notes", content=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    assert api.ledger.store.head() == head


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1900-01-01T00:00:00Z"])
def test_moments_at_the_ends_of_time(api: Api, candidate: UUID, at: str) -> None:
    response = api.post(f"/v1/candidates/{candidate}/intent", {"intent": "open", "occurred": {"at": at}})
    assert response.status_code in (201, 422), response.text
    api.follow()
    for path in ("", "/history", "/replay", "/replay?clock=occurred", "/activity"):
        assert api.get(f"/v1/candidates/{candidate}{path}").status_code == 200, path


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("tags", {"tag": "UPPER CASE"}),
        ("tags", {"tag": CANARY}),
        ("tags", {"tag": "13800138000"}),
        ("pay", {"pay": {"minimum": "many", "currency": "yuan"}}),
        ("pay", {"pay": {"minimum": 1.5, "months_a_year": 99}}),
        ("consents", {"purpose": "spam", "channels": []}),
        ("consents", {"purpose": "marketing", "channels": ["email"], "expires_on": "0000-00-00"}),
        ("contacts", {"channel": CANARY, "contact": CANARY}),
        ("applications", {"job": CANARY}),
        ("owners", {"owner": "Zhang San"}),
        ("merge", {"absorbed": 5}),
        ("recorded-in-error", {"position": 1.5, "why": "x"}),
        ("recorded-in-error", {"position": True, "why": CANARY}),
        ("notes", {"text": {"deeper": CANARY}, CANARY: 1}),
        ("notes", {"source": CANARY, "text": "x"}),
    ],
)
def test_a_value_that_is_wrong_is_named_and_not_repeated(api: Api, candidate: UUID, path: str, body: object) -> None:
    response = api.post(f"/v1/candidates/{candidate}/{path}", body)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, "unacceptable_input"), response.text
    assert problem["faults"]
    assert all(fault["at"].startswith("/body") and fault["message"] for fault in problem["faults"])
    assert CANARY not in response.text
    assert "Zhang" not in response.text


def test_names_that_the_caller_made_up_are_not_repeated(api: Api) -> None:
    said = {"person": {"name": {"full": "x"}}, "unmapped": {CANARY: 5}, "sensitive": {CANARY: "x" * 30_000}}
    response = api.post("/v1/candidates", said)
    assert response.status_code == 422
    assert {fault["at"] for fault in response.json()["faults"]} == {"/body/unmapped/*", "/body/sensitive/*"}
    assert CANARY not in response.text


def test_a_name_of_ten_megabytes_is_too_large(api: Api) -> None:
    response = api.post("/v1/candidates", {"person": {"name": {"full": "名" * (HUGE // 3)}}})
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_a_body_whose_length_is_not_announced_is_cut_off_at_the_limit(api: Api, candidate: UUID) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"text": "'
        for _ in range(100):
            yield b"x" * 1024 * 1024

    response = api.ask(
        "POST",
        f"/v1/candidates/{candidate}/notes",
        content=pieces(),
        headers={"Content-Type": "application/json"},
    )
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_one_event_above_a_mebibyte_is_refused(api: Api) -> None:
    unmapped = {f"column {number}": "x" * 19_000 for number in range(60)}
    response = api.post("/v1/candidates", {"unmapped": unmapped})
    assert (response.status_code, response.json()["code"]) == (413, "event_too_large")


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "application/xml", ""])
def test_a_body_of_another_type(api: Api, candidate: UUID, content_type: str) -> None:
    response = api.ask(
        "POST",
        f"/v1/candidates/{candidate}/notes",
        content=b'{"text":"x"}',
        headers={"Content-Type": content_type},
    )
    assert (response.status_code, response.json()["code"]) == (415, "wrong_media_type")


def test_a_header_that_comes_twice_is_refused_where_it_would_have_to_be_guessed_which_one_counts(
    api: Api, candidate: UUID
) -> None:
    head, key = api.ledger.store.head(), api.issued["recruiter"][1]
    for name, values in (
        ("Authorization", (f"Bearer {key}", f"Bearer {api.issued['admin'][1]}")),
        ("Idempotency-Key", (str(uuid4()), str(uuid4()))),
        ("If-Match", ("*", '"x"')),
    ):
        headers = [("Authorization", f"Bearer {key}")] if name != "Authorization" else []
        response = api.client.post(
            f"/v1/candidates/{candidate}/notes",
            json={"text": "x"},
            headers=[*headers, *((name, value) for value in values)],
        )
        assert (response.status_code, response.json()["code"]) == (400, "repeated_header"), name
        assert response.json()["detail"] == name.lower()
    assert api.ledger.store.head() == head


def test_a_command_that_needs_no_word_needs_no_body(api: Api, candidate: UUID) -> None:
    assert api.ask("POST", f"/v1/candidates/{candidate}/confirmations").status_code == 201


def test_a_command_that_needs_a_word_needs_a_body(api: Api, candidate: UUID) -> None:
    assert api.ask("POST", f"/v1/candidates/{candidate}/tags").json()["faults"][0]["at"] == "/body"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/candidates/not-an-id",
        "/v1/candidates/%00",
        "/v1/candidates/%ED%A0%80",
        "/v1/candidates/" + "x" * 5000,
        f"/v1/candidates/{SOMEBODY}/replay?at=yesterday",
        f"/v1/candidates/{SOMEBODY}/replay?at=2024-01-01T00:00:00",
        f"/v1/candidates/{SOMEBODY}/replay?at=0001-01-01T00:00:00%2B14:00",
        f"/v1/candidates/{SOMEBODY}/replay?position=-1",
        f"/v1/candidates/{SOMEBODY}/replay?position=99999999999999999999",
        f"/v1/candidates/{SOMEBODY}/replay?clock=cuckoo",
        "/v1/candidates?tag=%00",
        "/v1/candidates?tag=%ED%A0%80",
        "/v1/candidates?limit=0",
        "/v1/candidates?limit=1e9",
        "/v1/candidates?owner=%E5%BC%A0%E4%B8%89",
        "/v1/candidates?after=x",
        "/v1/candidates?after=1&wait=31",
        "/v1/worklist?least_score=101",
        "/v1/worklist?least_score=nan",
        "/v1/worklist?at=9999-12-31T23:59:59-14:00",
        "/v1/contact-log",
        "/v1/contact-log?from=x&to=y",
        "/v1/consents?purpose=spam&channel=email",
        "/v1/changes?since=-1",
        "/v1/changes?read_model=other",
        "/v1/imports/1",
    ],
)
def test_an_address_that_is_wrong(api: Api, path: str) -> None:
    response = api.get(path)
    assert response.status_code == 422, response.text
    assert response.json()["code"] == "unacceptable_input"


LISTS = ("/v1/candidates", "/v1/worklist", "/v1/changes", "/v1/batches", "/v1/suggestions",
         "/v1/consents?purpose=marketing&channel=email",
         "/v1/contact-log?from=2020-01-01T00:00:00Z&to=2030-01-01T00:00:00Z")  # fmt: skip
CURSORS = ("", "x", "AAAA", "!", "bnVsbA", "W10", "WzFdx", "WyJ4Il0", "WzFlMzAsIngiXQ",
           "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5XQ",
           "eyJvcmRlciI6Im9sZGVzdCIsInZlcnNpb25zIjp7IngiOjF9fQ", "%ED%A0%80", "%00")  # fmt: skip


@pytest.mark.parametrize("cursor", CURSORS)
def test_a_cursor_that_no_list_gave_out(api: Api, candidate: UUID, cursor: str) -> None:
    api.follow()
    for path in (*LISTS, f"/v1/candidates/{candidate}/history", f"/v1/candidates/{candidate}/contact-log"):
        response = api.get(f"{path}{'&' if '?' in path else '?'}cursor={cursor}")
        if cursor:
            assert (response.status_code, response.json()["code"]) == (400, "bad_cursor"), path
        else:
            assert response.status_code in (200, 400), path


def test_what_is_not_there(api: Api) -> None:
    assert api.get("/v1/nothing").json()["code"] == "no_such_route"
    assert api.get("/nothing").json()["code"] == "no_such_route"
    assert api.ask("DELETE", "/v1/candidates").json()["code"] == "method_not_allowed"
    assert api.get(f"/v1/imports/{uuid4()}").json()["code"] == "no_such_batch"
    assert api.post(f"/v1/imports/{uuid4()}/undo").json()["code"] == "no_such_batch"
    assert api.post(f"/v1/jobs/{uuid4()}/headcount", {"headcount": 1, "headcount_state": "open"}).status_code == 404


@pytest.mark.parametrize("etag", ["x", '"1.2.3"', "W/", '"' + "f" * 4000 + '"'])
def test_a_version_that_is_none(api: Api, candidate: UUID, etag: str) -> None:
    response = api.post(f"/v1/candidates/{candidate}/notes", {"text": "x"}, headers={"If-Match": etag})
    assert (response.status_code, response.json()["code"]) == (400, "bad_version")


def test_every_problem_is_one_of_the_table_and_has_its_page(api: Api) -> None:
    response = api.get("/v1/candidates/x")
    problem = response.json()
    assert problem["type"] == "/problems/unacceptable_input"
    assert problem["status"] == 422
    page = api.get(problem["type"], role=None)
    assert problem["title"] in page.text
    assert json.dumps(problem)
