from collections.abc import Iterator

import psycopg
import pytest
from starlette.testclient import TestClient

from api.http import create_app, health
from projections.checkpoint import Lag
from tests.api.http.conftest import Api
from tests.servers import Database

pytestmark = pytest.mark.servers


def test_a_process_that_answers_lives(api: Api) -> None:
    assert api.get("/health/live", role=None).json() == {"live": True}


def test_read_models_at_the_head_are_ready(api: Api) -> None:
    api.follow()
    response = api.get("/health/ready", role=None)
    found = {each["read_model"]: each for each in response.json()["read_models"]}
    assert response.status_code == 200
    assert found["people"]["behind"] == 0
    assert found["people"]["seconds"] == 0


def test_read_models_a_little_behind_are_ready_and_say_so(api: Api) -> None:
    api.follow()
    api.ingested()
    found = api.get("/health/ready", role=None).json()["read_models"]
    assert {each["behind"] for each in found} == {1}


def test_read_models_far_behind_are_not_ready(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "lag", lambda _: [Lag("people", 1, 5, 1000, 61.0, 0)])
    response = api.get("/health/ready", role=None)
    assert (response.status_code, response.json()["code"]) == (503, "not_ready")
    assert response.json()["detail"] == "behind the ledger: people by 61 s"


def test_without_its_database_the_service_is_not_ready(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: object) -> None:
        raise psycopg.OperationalError

    monkeypatch.setattr(health, "lag", away)
    assert api.get("/health/ready", role=None).json()["code"] == "not_ready"


@pytest.fixture
def api_before_any_read_model(database: Database) -> Iterator[TestClient]:
    with TestClient(create_app(database.settings)) as client:
        yield client


def test_before_any_read_model_was_built_the_service_is_not_ready(
    api_before_any_read_model: TestClient,
) -> None:
    response = api_before_any_read_model.get("/health/ready")
    assert response.json()["code"] == "not_ready"
    assert api_before_any_read_model.get("/health/live").status_code == 200
