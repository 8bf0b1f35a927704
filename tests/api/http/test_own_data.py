"""The page on which people correct their own data, as a browser and as an attacker meet it."""

import re
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://evil.example","x")'


def known(api: Api, **person: Any) -> UUID:
    said = {
        "name": {"full": "王小明"},
        "points": [{"kind": "email", "value": "old@example.com"}, {"kind": "phone", "value": "+8613800138000"}],
        "place": {"city": "上海", "country": "CN"},
    }
    career = {"headline": "Engineer", "employments": [{"employer": "Example", "title": "Engineer", "current": True}]}
    body = {"source": "career-site", "person": said | person, "career": career}
    return UUID(api.stored("/v1/candidates", body)["stream"])


def invited(api: Api, candidate: UUID, **more: Any) -> str:
    return str(api.stored(f"/v1/candidates/{candidate}/update-links", more)["path"])


def see(api: Api, path: str, language: str = "en") -> httpx.Response:
    return api.get(path, role=None, headers={"Accept-Language": language})


def fields(page: httpx.Response) -> dict[str, str]:
    """The form as a browser would send it."""
    found = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page.text))
    chosen = re.search(r'<option value="([^"]*)" selected>', page.text)
    return {name: unescape(value) for name, value in found.items()} | {"intent": chosen[1] if chosen else ""}


def send(api: Api, path: str, form: dict[str, str], answer: str = "save") -> httpx.Response:
    return api.ask("POST", path, role=None, data={**form, "answer": answer})


def profile(api: Api, candidate: UUID) -> dict[str, Any]:
    api.follow()
    found: dict[str, Any] = api.get(f"/v1/candidates/{candidate}").json()["profile"]
    return found


def types(api: Api, candidate: UUID) -> list[str]:
    return [recorded.event.type for recorded in api.ledger.history(candidate)]


def test_a_person_sees_and_corrects_their_data_without_an_account(api: Api) -> None:
    candidate = known(api)
    path = invited(api, candidate)
    form = fields(see(api, path))
    before = (form["name"], form["email"], form["city"], form["title"])
    assert before == ("王小明", "old@example.com", "上海", "Engineer")
    changed = {"email": "New@Example.com", "title": "CTO", "employer": "某公司", "intent": "open"}
    assert send(api, path, form | changed).status_code == 200
    found = profile(api, candidate)
    emails = [(each["value"], each["state"]) for each in found["points"] if each["kind"] == "email"]
    assert emails == [("new@example.com", None), ("old@example.com", "invalid")]
    assert (found["employments"][0]["title"], found["intent"]) == ("CTO", "open")
    last = api.ledger.history(candidate)[-1].meta
    assert (last.source, last.actor.partition(":")[0]) == ("candidate", "link")
    assert fields(see(api, path))["email"] == "new@example.com"


def test_nothing_has_changed_is_a_confirmation(api: Api) -> None:
    candidate = known(api)
    path = invited(api, candidate)
    assert send(api, path, fields(see(api, path)), "unchanged").status_code == 200
    assert types(api, candidate)[-1] == "profile-confirmed"
    assert send(api, path, fields(see(api, path))).status_code == 200
    assert types(api, candidate)[-2:] == ["profile-confirmed", "profile-confirmed"]


def test_looking_changes_nothing(api: Api) -> None:
    path = invited(api, known(api))
    head = api.ledger.store.head()
    for _ in range(3):
        assert see(api, path).status_code == 200
    assert api.ask("HEAD", path, role=None).status_code == 405
    assert api.ledger.store.head() == head


def test_a_second_click_is_the_first(api: Api) -> None:
    candidate = known(api)
    path = invited(api, candidate)
    form = fields(see(api, path)) | {"headline": "CTO"}
    assert [send(api, path, form).status_code for _ in range(2)] == [200, 200]
    assert types(api, candidate).count("profile-updated") == 1


def test_what_changed_in_between_is_shown_once_more(api: Api) -> None:
    candidate = known(api)
    path = invited(api, candidate)
    form = fields(see(api, path)) | {"headline": "CTO"}
    api.stored(f"/v1/candidates/{candidate}/notes", {"text": "called"})
    again = send(api, path, form)
    assert (again.status_code, "in the meantime" in again.text) == (409, True)
    assert send(api, path, fields(again) | {"headline": "CTO"}).status_code == 200


def test_the_page_loads_nothing_tells_nobody_and_is_kept_nowhere(api: Api) -> None:
    page = see(api, invited(api, known(api)))
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "noindex" in page.text
    assert not re.search(r"<script|https?://|src=|<link|@import|url\(", page.text)
    assert "set-cookie" not in page.headers


def test_the_address_holds_nothing_of_the_person(api: Api) -> None:
    candidate = known(api)
    path = invited(api, candidate)
    assert str(candidate) not in path
    assert candidate.hex not in path
    assert str(candidate) not in see(api, path).text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "这些信息还准确吗？"),
        ("en-GB,en;q=0.9,zh;q=0.5", "Is this still right?"),
        ("zh;q=0.1, en;q=0.9", "Is this still right?"),
        ("de", "Is this still right?"),
        ("zh;q=x," * 200, "Is this still right?"),
        ("", "Is this still right?"),
    ],
)
def test_the_page_speaks_the_persons_language(api: Api, candidate: UUID, asked: str, words: str) -> None:
    page = see(api, invited(api, candidate), asked)
    assert words in page.text
    assert f'lang="{page.headers["Content-Language"]}"' in page.text


def test_what_people_write_is_shown_as_text_and_kept_as_it_is(api: Api) -> None:
    candidate = known(api, name={"full": NASTY})
    path = invited(api, candidate)
    page = see(api, path)
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert fields(page)["name"] == NASTY
    assert send(api, path, fields(page) | {"headline": FORMULA, "title": NASTY}).status_code == 200
    found = profile(api, candidate)
    assert (found["headline"], found["employments"][0]["title"]) == (FORMULA, NASTY)
    assert fields(see(api, path))["headline"] == FORMULA


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody at all"),
        ("phone", "12"),
        ("name", "x" * 201),
        ("headline", "a\0b"),
        ("city", "\x1b[31m"),
        ("intent", "eager"),
        ("name", "\u202egpj.exe"),
    ],
)
def test_what_can_not_be_kept_is_asked_again_and_nothing_is_lost(api: Api, field: str, value: str) -> None:
    candidate = known(api)
    path = invited(api, candidate)
    head = api.ledger.store.head()
    again = send(api, path, fields(see(api, path)) | {"title": "CTO", field: value})
    assert again.status_code == 422
    assert fields(again)["title"] == "CTO"
    assert api.ledger.store.head() == head


def test_a_token_that_was_tampered_with_opens_nothing(api: Api) -> None:
    path = invited(api, known(api))
    for other in (path[:-1], path + "A", path[:-1] + ("A" if path[-1] != "A" else "B"), "/u/x", "/u/" + "A" * 88):
        for page in (see(api, other), send(api, other, {})):
            assert page.status_code == 404
            assert "王小明" not in page.text
    assert see(api, "/u/" + "A" * 5000).status_code == 422


def test_a_newer_link_ends_the_older(api: Api) -> None:
    candidate = known(api)
    older = invited(api, candidate)
    newer = invited(api, candidate)
    form = fields(see(api, newer))
    assert (see(api, older).status_code, send(api, older, form).status_code) == (410, 410)
    assert send(api, newer, form).status_code == 200


def test_an_expired_link_shows_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    candidate = known(api)
    path = invited(api, candidate, days=1)
    ledger = api.client.app.state.rooms.ledger  # type: ignore[attr-defined]
    form = fields(see(api, path))
    later = ledger.clock().replace(year=ledger.clock().year + 1, day=1)
    monkeypatch.setattr(ledger, "clock", lambda: later)
    assert (see(api, path).status_code, send(api, path, form).status_code) == (410, 410)
    assert types(api, candidate)[-1] == "update-link-issued"


def test_of_an_erased_person_nothing_is_shown(api: Api) -> None:
    candidate = known(api)
    path = invited(api, candidate)
    api.erase(candidate)
    page = see(api, path)
    assert page.status_code == 410
    assert "王小明" not in page.text
    assert send(api, path, {"seen": "1"}, "unchanged").status_code == 410


def test_the_link_of_a_merged_person_leads_to_the_survivor(api: Api) -> None:
    survivor, absorbed = known(api), known(api, name={"full": "王晓明"})
    path = invited(api, absorbed)
    api.stored(f"/v1/candidates/{survivor}/merge", {"absorbed": str(absorbed)})
    assert send(api, path, fields(see(api, path)) | {"headline": "CTO"}).status_code == 200
    assert types(api, survivor)[-1] == "profile-updated"
    assert profile(api, absorbed)["headline"] == "CTO"


def test_the_same_command_gets_the_same_link(api: Api, candidate: UUID) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    answers = [api.post(f"/v1/candidates/{candidate}/update-links", headers=headers).json() for _ in range(2)]
    assert answers[0]["path"] == answers[1]["path"]
    assert answers[0]["expires_at"] == answers[1]["expires_at"]
    assert [each["replayed"] for each in answers] == [False, True]


def test_a_body_that_is_no_form_or_too_much_of_one(api: Api, candidate: UUID) -> None:
    path = invited(api, candidate)
    head = api.ledger.store.head()
    assert api.post(path, {"name": "x"}, role=None).json()["code"] == "wrong_media_type"
    large = send(api, path, {"name": "x" * 70_000})
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
    many = send(api, path, {f"field{number}": "x" for number in range(40)})
    assert many.status_code == 400
    assert api.ledger.store.head() == head
