"""What is due, asked for and answered over HTTP."""

from uuid import UUID

import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

DAY = "2199-11-08"


def test_a_reminder_comes_on_its_day_until_it_is_done(api: Api, candidate: UUID) -> None:
    said = {"due_on": DAY, "owner": "user:zhang", "said": "Call again."}
    reminder = api.stored(f"/v1/candidates/{candidate}/reminders", said)["id"]
    asked = f"/v1/due?day={DAY}&owner=user:zhang&kind=reminder"
    api.follow()
    (item,) = api.get(asked).json()["items"]
    assert (item["item"], item["candidate"], item["follows"]) == (reminder, str(candidate), "task")
    assert "name" not in api.get(asked, key=api.issued["auditor"][1]).json()["items"][0]
    done = f"/v1/candidates/{candidate}/due/{reminder}"
    api.stored(f"{done}/snooze", {"until": "2199-11-09"})
    assert api.post(f"{done}/done", role="interviewer").json()["code"] == "role_not_allowed"
    api.stored(f"{done}/done", role="executive")  # a call that only they could make
    api.follow()
    assert api.get("/v1/due?day=2199-11-09&owner=user:zhang").json()["items"] == []
    assert api.post(f"{done}/snooze", {"until": DAY}).json()["code"] == "not_due"
    assert api.get("/v1/due?cursor=no").json()["code"] == "bad_cursor"
