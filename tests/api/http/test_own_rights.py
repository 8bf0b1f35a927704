"""A person asks for what is theirs by a signed link: the clock starts, and the page says by when it is answered."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers


def test_a_person_asks_by_a_link_and_sees_by_when(api: Api, candidate: UUID) -> None:
    path = api.stored(f"/v1/candidates/{candidate}/update-links")["path"]
    assert f'href="{path.removeprefix("/u/")}/rights"' in api.ask("GET", path, role=None).text
    page = api.ask("GET", f"{path}/rights", role=None)
    head = api.ledger.store.head()
    assert page.status_code == 200
    (command,) = re.findall(r'name="command" value="([^"]+)"', page.text)
    asked = {"kind": "erasure", "command": command}
    today = datetime.now(UTC)
    for _ in range(2):
        told = api.ask("POST", f"{path}/rights", role=None, data=asked, headers={"Accept-Language": "zh-CN"})
        assert told.status_code == 200
        # Midnight may pass before it is asked, and no more than once.
        assert any((today + timedelta(days=days)).date().isoformat() in told.text for days in (30, 31))
        assert "删除" in told.text
    types = [each.event.type for each in api.ledger.page(head, 10)]
    assert types == ["rights-request-received", "erasure-requested"]
    assert api.ledger.history(candidate)[-1].meta.actor.startswith("link:")
    assert api.ask("POST", f"{path}/rights", role=None, data={"kind": "ransom"}).status_code == 200
    assert api.ask("POST", "/u/nonsense/rights", role=None, data=asked).status_code == 404
    api.stored(f"/v1/candidates/{candidate}/update-links")
    assert api.ask("POST", f"{path}/rights", role=None, data=asked).status_code == 410


def test_a_person_takes_a_copy_along_by_the_same_link(api: Api, candidate: UUID) -> None:
    path = api.stored(f"/v1/candidates/{candidate}/update-links")["path"]
    api.stored(f"/v1/candidates/{candidate}/consents", {"purpose": "marketing", "channels": ["email"]})
    api.follow()
    assert api.get(f"/v1/candidates/{candidate}").status_code == 200
    api.follow()
    assert 'href="copy"' in api.ask("GET", f"{path}/rights", role=None).text
    head = api.ledger.store.head()
    copy = api.ask("GET", f"{path}/copy", role=None)
    assert copy.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    said = copy.json()
    assert said["profile"]["name"]["full"] == "王小明"
    assert [each["purpose"] for each in said["consents"]] == ["marketing"]
    assert said["sources"][0]["said"]["person"]["name"]["full"] == "王小明"
    assert said["who_looked"][0]["way"]
    assert api.ledger.store.head() == head
    assert api.ask("GET", "/u/nonsense/copy", role=None).status_code == 404
    api.stored(f"/v1/candidates/{candidate}/update-links")
    assert api.ask("GET", f"{path}/copy", role=None).status_code == 410
