from uuid import UUID, uuid4

import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers


def reachable(api: Api, *emails: str) -> UUID:
    points = [{"kind": "email", "value": email} for email in emails]
    said = {"source": "career-site", "person": {"name": {"full": "王小明"}, "points": points}}
    return UUID(api.stored("/v1/candidates", said)["stream"])


def test_an_address_tells_who_said_it_and_whether_it_works(api: Api) -> None:
    candidate = reachable(api, "a@example.com", "b@example.com")
    at = f"/v1/candidates/{candidate}"
    bounced = {"point": {"kind": "email", "value": "A@Example.com"}, "why": "bounced"}
    api.stored(f"{at}/contact-points/invalidate", bounced, headers={"Renmai-Acting-User": "user:li"})
    head = api.ledger.store.head()
    found = api.get(f"{at}/contact-points")
    assert int(found.headers["Renmai-Position"]) == head
    items = {line["value"]: line for line in found.json()["items"]}
    assert [change["what"] for change in items["a@example.com"]["changes"]] == ["said", "invalid"]
    assert items["a@example.com"]["held"]["state"] == "invalid"
    assert items["a@example.com"]["changes"][1]["by"] == "user:li"
    api.follow()
    points = api.get(at).json()["profile"]["points"]
    assert [(each["value"], each["state"]) for each in points] == [
        ("b@example.com", None),
        ("a@example.com", "invalid"),
    ]
    unknown = {"point": {"kind": "email", "value": "x@example.com"}}
    response = api.post(f"{at}/contact-points/verify", unknown)
    assert (response.status_code, response.json()["code"]) == (404, "no_such_contact_point")


def test_the_addresses_of_whom_nobody_knows(api: Api) -> None:
    for stream in (uuid4(), api.open_job()):
        response = api.get(f"/v1/candidates/{stream}/contact-points")
        assert (response.status_code, response.json()["code"]) == (404, "no_such_candidate")


def test_the_addresses_of_the_erased_are_gone(api: Api, candidate: UUID) -> None:
    api.erase(candidate)
    response = api.get(f"/v1/candidates/{candidate}/contact-points")
    assert (response.status_code, response.json()["code"]) == (410, "erased")


def test_settings_are_on_the_dossier(api: Api, candidate: UUID) -> None:
    at = f"/v1/candidates/{candidate}"
    api.stored(f"{at}/settings", {"jurisdiction": "CN", "time_zone": "Asia/Shanghai", "language": "zh-CN"})
    assert api.post(f"{at}/settings", {"time_zone": "Asia/Atlantis"}).status_code == 422
    assert api.post(f"{at}/settings", {}).status_code == 422
    api.follow()
    settings = api.get(at).json()["settings"]
    assert {name: each["value"] for name, each in settings.items()} == {
        "jurisdiction": "CN",
        "time_zone": "Asia/Shanghai",
        "language": "zh-CN",
    }
