"""What goes wrong below is told with a code of its own, and nothing of it gets out."""

import logging
import threading
from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import psycopg_pool
import pytest

from api.http.problems import PROBLEMS, REFUSED
from domain.refusals import REFUSALS
from ledger.blob_store import BlobStoreAway
from ledger.faults import Conflict, LedgerBusy, Moved, OutcomeUnknown
from ledger.ledger import Ledger
from tests.api.http.conftest import Api
from tests.servers import Database

pytestmark = pytest.mark.servers

CANARY = "canary.person@example.org"


@pytest.mark.parametrize(
    ("error", "status", "code", "retry"),
    [
        (Moved("stream"), 409, "stream_moved", True),
        (Conflict("key"), 409, "inline_conflict", True),
        (LedgerBusy("lock"), 503, "ledger_busy", True),
        (OutcomeUnknown(uuid4()), 504, "outcome_unknown", False),
        (BlobStoreAway("x"), 503, "blob_store_unavailable", True),
        (psycopg_pool.PoolTimeout("x"), 503, "database_unavailable", True),
        (psycopg.OperationalError("x"), 503, "database_unavailable", True),
        (psycopg.errors.AdminShutdown("x"), 503, "database_unavailable", True),
        (psycopg.errors.UndefinedTable(CANARY), 503, "not_yet", True),
        (psycopg.errors.UndefinedColumn(CANARY), 500, "unexpected", False),
        (RecursionError(CANARY), 500, "unexpected", False),
        (ValueError(CANARY), 500, "unexpected", False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_a_fault_below_has_a_code(
    api: Api,
    candidate: UUID,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
    code: str,
    retry: bool,
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Ledger, "submit", fails)
    with caplog.at_level(logging.DEBUG):
        response = api.post(f"/v1/candidates/{candidate}/notes", {"text": "x"})
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert ("Retry-After" in response.headers) == retry
    assert CANARY not in response.text + caplog.text
    if code == "unexpected":
        assert response.json()["detail"].removeprefix("incident ") in caplog.text


def test_every_refusal_of_the_domain_has_a_problem() -> None:
    assert REFUSED.keys() == REFUSALS.keys()
    assert all(400 <= kind.status < 600 for kind in PROBLEMS.values())
    assert not REFUSED.keys() & (PROBLEMS.keys() - REFUSED.keys())


def test_nothing_personal_gets_into_logs_or_problems(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    phone, name = "+8613912345678", "测试金丝雀"
    points = [{"kind": "email", "value": CANARY}, {"kind": "phone", "value": phone}]
    body = {"source": "fair", "external_id": CANARY, "person": {"name": {"full": name}, "points": points}}
    told = []
    with caplog.at_level(logging.DEBUG):
        candidate = api.stored("/v1/candidates", body)["stream"]
        told.append(api.post("/v1/candidates", body))
        told.append(api.post("/v1/candidates", body | {name: phone}))
        told.append(api.post(f"/v1/candidates/{candidate}/tags", {"tag": name + phone}))
        told.append(api.post(f"/v1/candidates/{candidate}/contacts", {"channel": CANARY, "said": name}))
        told.append(api.get(f"/v1/candidates/{CANARY}"))
        told.append(api.get(f"/v1/{name}?mail={CANARY}"))
        told.append(api.get("/v1/candidates", params={"owner": name, "tag": CANARY}))
        told.append(api.get("/v1/candidates", key=CANARY))
        api.stored(f"/v1/candidates/{candidate}/notes", {"text": name + CANARY})
        api.stored("/v1/candidates/lookup", {"email": CANARY})
        api.follow()
        api.get(f"/v1/candidates/{candidate}")
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    for secret in (CANARY, phone, phone[3:], name, api.issued["recruiter"][1]):
        assert all(secret not in response.text for response in told), secret
        assert not any(secret in line for line in ours), secret
    assert any("POST /v1/candidates/{candidate}/notes 201" in line for line in ours)


def test_two_upserts_of_the_same_person_at_once_are_one_record(api: Api) -> None:
    for _ in range(5):
        body = {"source": "fair", "external_id": uuid4().hex, "person": {"name": {"full": "Same"}}}
        answers: list[tuple[int, str]] = []

        def put(body: object = body, answers: list[tuple[int, str]] = answers) -> None:
            response = api.ask("PUT", "/v1/candidates", json=body)
            answers.append((response.status_code, response.json()["stream"]))

        threads = [threading.Thread(target=put) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({stream for _, stream in answers}) == 1, answers
        assert sorted(status for status, _ in answers) == [200, 200, 200, 201]


@pytest.fixture
def append_lock_held(own_database: Database) -> Iterator[None]:
    with psycopg.connect(own_database.admin, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7236837521)")
        yield


def test_a_ledger_that_is_busy_for_too_long_says_so(api: Api, candidate: UUID, append_lock_held: None) -> None:
    response = api.post(f"/v1/candidates/{candidate}/notes", {"text": "x"})
    assert (response.status_code, response.json()["code"]) == (503, "ledger_busy")


@pytest.fixture
def disk_full(own_database: Database) -> Iterator[None]:
    """The database says what it says without room for a row."""
    with psycopg.connect(own_database.admin, autocommit=True) as connection:
        connection.execute("""
            CREATE FUNCTION public.no_room() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$
        """)
        connection.execute("GRANT EXECUTE ON FUNCTION public.no_room() TO PUBLIC")
        connection.execute(
            "CREATE TRIGGER no_room BEFORE INSERT ON ledger.event FOR EACH ROW EXECUTE FUNCTION public.no_room()"
        )
        yield
        connection.execute("DROP TRIGGER IF EXISTS no_room ON ledger.event; DROP FUNCTION public.no_room()")


def test_a_full_disk_is_told_and_the_same_command_goes_through_when_there_is_room(
    api: Api, own_database: Database, candidate: UUID, disk_full: None
) -> None:
    path, head = f"/v1/candidates/{candidate}/notes", api.ledger.store.head()
    once = {"Idempotency-Key": str(uuid4())}
    refused = api.post(path, {"text": "x"}, headers=once)
    assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")
    assert api.ledger.store.head() == head
    with psycopg.connect(own_database.admin) as connection:
        connection.execute("DROP TRIGGER no_room ON ledger.event")
    assert api.stored(path, {"text": "x"}, headers=once)["position"] == head + 1
