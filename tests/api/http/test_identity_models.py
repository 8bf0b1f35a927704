"""An admin sees and publishes the models by which records are compared."""

from typing import Any

import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers


def models(api: Api) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get("/v1/identity-models", role="admin").json()["items"]
    return items


def test_a_changed_model_is_published_once_and_holds(api: Api) -> None:
    (shipped,) = models(api)
    assert (shipped["number"], shipped["position"]) == (1, None)
    changed = shipped["model"] | {"version": "identity-2", "likely": 0.9}
    body = {"model": changed, "why": "fewer-reviews"}
    receipt = api.stored("/v1/identity-models", body, role="admin", headers={"Renmai-Acting-User": "user:li"})
    assert api.post("/v1/identity-models", body, role="admin").status_code == 200
    newest, oldest = models(api)
    assert (newest["model"], newest["why"], newest["position"]) == (changed, "fewer-reviews", receipt["position"])
    assert newest["published_by"][0] == "user:li"
    assert oldest == shipped
    refused = api.post("/v1/identity-models", body | {"model": changed | {"likely": 0.5}}, role="admin")
    assert (refused.status_code, refused.json()["code"]) == (409, "model_version_known")
    assert api.post("/v1/identity-models", body | {"model": changed | {"likely": 0}}, role="admin").status_code == 422
    one, other = api.ingested(), api.ingested()
    assert api.get(f"/v1/candidates/{one}/matches/{other}").json()["evidence"]["model"] == "identity-2"
