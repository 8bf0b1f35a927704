"""A running API over real servers, a key of each role, and people in the situations that tests speak of."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow
from starlette.testclient import TestClient

from api.http import create_app
from domain.access import Role
from domain.vocabulary import DataClass
from ledger.access import AccessKeys
from ledger.ledger import Ledger
from ledger.settings import Settings
from projections import follow
from projections.catalogue import PROJECTIONS
from projections.rebuild import rebuild
from tests.servers import Database, Servers, fresh_database

ROLES = tuple(Role)


class Api:
    """Asks as a caller with a key does; an auditor says why. The read models are followed when a test says so."""

    def __init__(self, settings: Settings, client: TestClient, ledger: Ledger, projector: Connection[TupleRow]) -> None:
        self.settings = settings
        self.client = client
        self.ledger = ledger
        self.projector = projector
        self.access = AccessKeys(ledger)
        self.issued: dict[str, tuple[UUID, str]] = {role: self.access.issue(role, by="user:root") for role in ROLES}

    def ask(
        self, method: str, path: str, *, role: str | None = "recruiter", key: str | None = None, **given: Any
    ) -> httpx.Response:
        headers = dict(given.pop("headers", {}))
        if key is None and role is not None:
            key = self.issued[role][1]
            if role == Role.AUDITOR:
                headers.setdefault("Renmai-Reason", "audit")
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        return self.client.request(method, path, headers=headers, **given)

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.ask("GET", path, **given)

    def post(self, path: str, json: Any = None, **given: Any) -> httpx.Response:
        return self.ask("POST", path, json={} if json is None else json, **given)

    def stored(self, path: str, json: Any = None, **given: Any) -> dict[str, Any]:
        """A write that has to succeed; its receipt."""
        response = self.post(path, json, **given)
        assert response.status_code in (200, 201), response.text
        receipt: dict[str, Any] = response.json()
        return receipt

    def follow(self) -> None:
        follow.catch_up(self.projector, PROJECTIONS, self.ledger.keyring)

    def ingested(self, name: str = "王小明", **body: Any) -> UUID:
        """A candidate whom a career site sent us."""
        points = [{"kind": "email", "value": f"{uuid4().hex}@example.com"}]
        said = {"source": "career-site", "person": {"name": {"full": name}, "points": points}}
        return UUID(self.stored("/v1/candidates", said | body)["stream"])

    def erase(self, candidate: UUID) -> None:
        """Destroy who a person was, in the process that answers, so that no key of theirs stays in memory."""
        self.client.app.state.rooms.ledger.keyring.destroy(candidate, DataClass.IDENTITY)  # type: ignore[attr-defined]

    def open_job(self) -> UUID:
        body = {"title": "Engineer", "org_unit": "cn-platform", "family": "engineering"}
        return UUID(self.stored("/v1/jobs", body)["stream"])


@pytest.fixture(scope="module")
def own_database(
    servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("api")
    with fresh_database(servers, migrated, folder) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def api(own_database: Database) -> Iterator[Api]:
    """The API over a ledger of this module's own, with its read models built."""
    rebuild(own_database.settings, shards=0)
    with ExitStack() as stack:
        app = create_app(own_database.settings)
        client = stack.enter_context(TestClient(app, raise_server_exceptions=False))
        ledger = stack.enter_context(Ledger.open(own_database.settings, connections=2))
        projector = stack.enter_context(follow.connect(own_database.settings))
        yield Api(own_database.settings, client, ledger, projector)


@pytest.fixture
def candidate(api: Api) -> UUID:
    return api.ingested()


@pytest.fixture
def application(api: Api, candidate: UUID) -> str:
    """The path of an open application for an open job."""
    receipt = api.stored(f"/v1/candidates/{candidate}/applications", {"job": str(api.open_job())})
    return f"/v1/candidates/{candidate}/applications/{receipt['id']}"
