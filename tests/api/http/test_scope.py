"""What a key of some org units, up to some level, sees and reaches: the same on every way to a person."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.access import Role, Scope
from domain.decisions import IngestRecord, TagCandidate
from domain.person import ContactPoint, Name, Person, PointKind
from domain.vocabulary import Confidentiality
from ledger.envelope import Origin, new_id
from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

OURS, THEIRS = "cn-platform", "de-sales"


class People:
    """Three people of our unit, theirs and nobody's, and one of ours who is confidential."""

    def __init__(self, api: Api) -> None:
        self.name = f"Zhou {uuid4().hex}"
        self.mail = f"{uuid4().hex}@example.com"
        self.ours = self.made(api, OURS)
        self.theirs = self.made(api, THEIRS)
        self.nobodys = self.made(api, None)
        self.restricted = self.made(api, OURS)
        origin = replace(Origin("user:root"), confidentiality=Confidentiality.RESTRICTED)
        api.ledger.submit(TagCandidate(candidate=self.restricted, tag="vip"), origin)
        for person in self.everybody:
            api.stored(f"/v1/candidates/{person}/contacts", {"channel": "phone", "went_well": True})
            api.stored(f"/v1/candidates/{person}/consents", {"purpose": "marketing", "channels": ["post"]})
        api.follow()

    def made(self, api: Api, unit: str | None) -> UUID:
        candidate = new_id()
        point = ContactPoint(kind=PointKind.EMAIL, value=f"{uuid4().hex}@example.com")
        said = IngestRecord(
            candidate=candidate, source="ats", person=Person(name=Name(full=self.name), points=(point,))
        )
        api.ledger.submit(said, Origin("user:root", org_unit=unit))
        return candidate

    @property
    def everybody(self) -> tuple[UUID, ...]:
        return self.ours, self.theirs, self.nobodys, self.restricted


@pytest.fixture(scope="module")
def people(api: Api) -> People:
    return People(api)


@pytest.fixture(scope="module")
def key(api: Api) -> str:
    """A recruiter of our unit who sees nothing confidential."""
    return api.access.issue(Role.RECRUITER, "user:root", scope=Scope((OURS,), Confidentiality.NORMAL))[1]


PATHS = (
    "",
    "/history",
    "/replay",
    "/contact-log",
    "/activity",
    "/activity/curve",
    "/consents",
    "/values",
    "/contact-points",
    "/suggestions",
    f"/documents/{uuid4()}",
)


def test_each_way_to_one_person_is_open_or_looks_as_if_nobody_were_there(api: Api, people: People, key: str) -> None:
    for path in PATHS:
        answers = [api.get(f"/v1/candidates/{person}{path}", key=key) for person in people.everybody]
        codes = [each.status_code for each in answers]
        opened = 404 if path.startswith("/documents") else 200
        assert codes == [opened, 404, opened, 404], path
        unknown = api.get(f"/v1/candidates/{uuid4()}{path}", key=key).json()
        assert answers[1].json() == answers[3].json() == unknown or path.startswith("/documents")


def test_every_list_is_cut(api: Api, people: People, key: str) -> None:
    seen, hidden = {str(people.ours), str(people.nobodys)}, {str(people.theirs), str(people.restricted)}
    asked = {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z", "limit": 500}
    pool = api.stored("/v1/pools", {"name": f"p{uuid4().hex}", "q": "source:ats", "sharing": "shared"})["stream"]
    api.follow()
    for shown in (
        api.get("/v1/candidates", key=key, params={"limit": 500}),
        api.post("/v1/search", {"q": f'"{people.name}"', "count": True}, key=key),
        api.get("/v1/search", key=key, params={"q": "source:ats", "sort": "freshness", "limit": 500}),
        api.get("/v1/search", key=key, params={"q": "source:ats", "sort": "score", "limit": 500}),
        api.get(f"/v1/pools/{pool}/people", key=key, params={"limit": 500}),
        api.get("/v1/changes", key=key, params={"limit": 1000}),
        api.post("/v1/candidates/lookup", {"name": people.name}, key=key),
        api.get("/v1/consents", key=key, params={"purpose": "marketing", "channel": "post", "limit": 500}),
        api.get("/v1/contact-log", key=key, params=asked),
        api.get("/v1/worklist", key=key, params={"limit": 500}),
    ):
        text = shown.text
        assert shown.status_code == 200, text
        assert all(each in text for each in seen), shown.url
        assert not any(each in text for each in hidden), shown.url
    counted = api.post("/v1/search", {"q": f'"{people.name}"', "count": True}, key=key).json()["counts"]["total"]
    assert counted == 2


def test_nobody_outside_is_written_to_merged_or_described(api: Api, people: People, key: str) -> None:
    head = api.ledger.store.head()
    for person in (people.theirs, people.restricted):
        for path, body in (
            (f"/v1/candidates/{person}/tags", {"tag": "x"}),
            (f"/v1/candidates/{people.ours}/merge", {"absorbed": str(person)}),
            (f"/v1/candidates/{people.ours}/same-person", {"other": str(person)}),
            (f"/v1/candidates/{people.ours}/different-people", {"other": str(person)}),
        ):
            assert api.post(path, body, key=key).json()["code"] == "no_such_candidate", path
        preview = api.get(f"/v1/candidates/{people.ours}/merge-preview", key=key, params={"with": str(person)})
        assert preview.json()["code"] == "no_such_candidate"
    assert api.ledger.store.head() == head


def test_whom_a_key_of_a_unit_brings_is_of_that_unit_at_once(api: Api, key: str) -> None:
    body = {"source": "fair", "external_id": uuid4().hex, "person": {"name": {"full": "Ana Luz"}}}
    candidate = api.stored("/v1/candidates", body, key=key)["stream"]
    _, other = api.access.issue(Role.RECRUITER, "user:root", scope=Scope((THEIRS,)))
    for given, status in ((key, 201), (other, 404)):  # no read model has followed yet
        assert api.post(f"/v1/candidates/{candidate}/tags", {"tag": "new"}, key=given).status_code == status
    changed = body | {"career": {"headline": "Buyer"}}
    assert api.ask("PUT", "/v1/candidates", json=changed, key=other).json()["code"] == "no_such_candidate"


def test_who_may_see_the_level_sees_the_person(api: Api, people: People) -> None:
    for level in Confidentiality:
        _, key = api.access.issue(Role.EXECUTIVE, "user:root", scope=Scope(None, level))
        status = 404 if level is Confidentiality.NORMAL else 200
        assert api.get(f"/v1/candidates/{people.restricted}", key=key).status_code == status
        assert api.get(f"/v1/candidates/{people.theirs}", key=key).status_code == 200
