"""Keys are exchanged over HTTP as on the command line: one admin asks, another approves, and all see how far it is."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.access import Role
from ledger.envelope import Origin
from ledger.key_rotations import destroy_old, rotate_key_encryption
from ledger.proof.notes import VerifierKey
from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

WAY = "/v1/key-rotations"
LI, DPO = ({"Renmai-Acting-User": f"user:{each}"} for each in ("li", "dpo"))
RUN = Origin("system:command-line")


def listed(api: Api) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(WAY, role="admin").json()["items"]
    return found


def test_one_admin_asks_another_approves_and_everybody_reads_on(api: Api, candidate: UUID) -> None:
    _, second = api.access.issue(Role.ADMIN, by="user:root")
    said = {"which": "key-encryption", "old_dies_in": 0, "why": "routine"}
    overtaken = api.stored(WAY, said, role="admin", headers=LI)
    asked = api.stored(WAY, said, role="admin", headers=LI)
    assert (asked["state"], asked["requested_by"][0]) == ("requested", "user:li")
    approve = f"{WAY}/{asked['rotation']}/approve"
    for refused in (api.post(approve, role="admin", headers=DPO), api.post(approve, key=second, headers=LI)):
        assert (refused.status_code, refused.json()["code"]) == (409, "four_eyes")
    gone = api.post(f"{WAY}/{overtaken['rotation']}/approve", key=second, headers=DPO)
    assert (gone.status_code, gone.json()["code"]) == (404, "no_such_rotation")
    assert rotate_key_encryption(api.settings, api.ledger, RUN) is None
    api.stored(approve, key=second, headers=DPO)
    assert api.post(WAY, said, role="admin").json()["code"] == "rotation_under_way"
    rotated = rotate_key_encryption(api.settings, api.ledger, RUN)
    assert rotated
    assert rotated.old == asked["old"] != rotated.new
    assert [each["state"] for each in listed(api)] == ["superseded", "old-due"]
    destroy_old(api.settings, api.ledger, RUN, api.ledger.clock().date() + timedelta(days=1))
    done = listed(api)[-1]
    assert (done["state"], done["approved_by"][0], done["new"]) == ("old-destroyed", "user:dpo", rotated.new)
    api.stored(f"/v1/candidates/{candidate}/notes", {"text": "still"})
    api.follow()
    assert api.get(f"/v1/candidates/{candidate}").status_code == 200


def test_the_key_that_signs_is_named_by_its_public_half_and_has_no_day(api: Api) -> None:
    asked = api.stored(WAY, {"which": "log"}, role="admin")
    key = VerifierKey.parse(api.get("/v1/log/key", role="auditor").text.strip())
    assert (asked["old"], asked["old_dies_on"]) == (key.public.hex(), None)
    days = api.settings.backup_days
    wraps = api.stored(WAY, {"which": "key-encryption"}, role="admin")
    assert wraps["old_dies_on"] == str(api.ledger.clock().date() + timedelta(days=days))
