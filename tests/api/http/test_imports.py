"""An upload from its sending to its end, what it turned away, and back again."""

import io
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest

from domain.events import BatchUndoRequested, ImportRequested
from ledger.settings import Settings
from tests.api.http.conftest import Api
from tests.workers.tasks import until
from tests.workers.test_run_import import working

pytestmark = pytest.mark.servers

PEOPLE = "姓名,邮箱\n王小明,canary@example.com\n"


@pytest.fixture
def settings(api: Api, redis_url: str) -> Settings:
    return api.settings.at(redis_url=redis_url)


def sent(api: Api, content: str | bytes = PEOPLE, name: str = "people.csv", **said: Any) -> Any:
    headers = said.pop("headers", {})
    raw = content.encode() if isinstance(content, str) else content
    files = {"file": (name, raw, "application/octet-stream")}
    return api.ask("POST", "/v1/imports", files=files, data={"source": "fair"} | said, headers=headers)


def accepted(api: Api, content: str | bytes = PEOPLE, **said: Any) -> str:
    response = sent(api, content, **said)
    assert response.status_code == 202, response.text
    batch: str = response.json()["batch"]
    return batch


def job(api: Api, batch: str) -> dict[str, Any]:
    response = api.get(f"/v1/imports/{batch}", role="admin")
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


def ended(api: Api, settings: Settings, batch: str, *states: str) -> dict[str, Any]:
    with working(settings):
        until(lambda: job(api, batch)["state"] in (states or ("finished", "failed")))
    return job(api, batch)


def test_an_upload_is_a_job_from_the_moment_it_is_accepted(api: Api, settings: Settings) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    first = sent(api, headers=headers).json()
    assert sent(api, headers=headers).json() == first | {"replayed": True}
    other = sent(api, headers=headers, zone="Asia/Shanghai")
    assert other.json()["code"] == "command_id_reused"
    queued = api.get(f"/v1/imports/{first['batch']}", role="admin")
    assert (queued.json()["state"], queued.json()["source"]) == ("queued", "fair")
    assert queued.json()["started_at"] is None
    assert "canary" not in queued.text
    done = ended(api, settings, first["batch"])
    assert (done["state"], done["format"], done["read"], done["added"], done["rejects"]) == (
        *("finished", "csv", 1, 1),
        False,
    )
    assert api.get(f"/v1/imports/{first['batch']}/rejects").json()["code"] == "no_rejects"


def test_what_was_turned_away_comes_back_in_the_shape_of_the_file_sealed_until_then(
    api: Api, settings: Settings
) -> None:
    batch = accepted(api, "id,name,religion\n1,Ann Lee,canary-faith\n2,,\n", name="会员.csv")
    assert (ended(api, settings, batch)["rejected"], job(api, batch)["rejects"]) == (1, True)
    for role, status in (("recruiter", 200), ("service", 200), ("auditor", 403), ("admin", 403)):
        assert api.get(f"/v1/imports/{batch}/rejects", role=role).status_code == status
    read = api.get(f"/v1/imports/{batch}/rejects")
    assert read.headers["Content-Type"].startswith("text/csv")
    assert "rejected.csv" in read.headers["Content-Disposition"]
    heading, *rows = read.content.decode("utf-8-sig").splitlines()
    assert heading == "id,name,religion,renmai_row,renmai_reason"
    assert sorted(rows) == ["1,,canary-faith,1,sensitive_quarantined: religion", "2,,,2,no_person"]
    plain = [path for path in api.settings.data.rglob("*") if path.is_file() and b"canary-faith" in path.read_bytes()]
    assert plain == []


def test_the_rejects_of_a_workbook_are_a_workbook(api: Api, settings: Settings) -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (("id", "name"), ("1", "Ann Lee"), ("2", "")):
        book.active.append(row)
    book.save(out)
    batch = accepted(api, out.getvalue(), name="people.xlsx")
    ended(api, settings, batch)
    read = openpyxl.load_workbook(io.BytesIO(api.get(f"/v1/imports/{batch}/rejects").content))
    assert [[cell.value for cell in row] for row in read["rejected"]][1] == ["2", None, "2", "no_person"]


def test_what_the_sender_says_of_a_file_is_followed_and_sealed(api: Api, settings: Settings) -> None:
    said = {
        "map": '{"内部号": "id", "canary-column": "keep"}',
        "country": "CN",
        "org_unit": "cn-sales",
        "sensitive_purpose": "application",
        "sensitive_consent": "canary-consent-7",
    }
    batch = accepted(api, "内部号,name,phone,民族,canary-column\n7,王小明,13800138000,汉,x\n", **said)
    assert ended(api, settings, batch)["state"] == "finished"
    requested = api.ledger.history(UUID(batch))[0]
    assert isinstance(requested.event, ImportRequested)
    assert requested.event.told is not None
    assert requested.event.told.mapping == {"内部号": "id", "canary-column": "keep"}
    row = api.ledger.store.stream(UUID(batch))[0]
    assert b"canary" not in row.state
    position = requested.position + 2
    (person,) = api.ledger.read(api.ledger.store.at([position]))
    assert person.event.external_id == "7"  # type: ignore[union-attr]
    assert person.event.sensitive == {"民族": "汉", "renmai:consent": "canary-consent-7"}  # type: ignore[union-attr]
    assert person.event.person.points[0].value == "+8613800138000"  # type: ignore[union-attr]
    assert person.meta.org_unit == "cn-sales"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"map": "canary"}, "broken_mapping"),
        ({"map": '{"a": 1}'}, "broken_mapping"),
        ({"map": '{"\\ud800": "id"}'}, "broken_mapping"),
        ({"map": "/etc/mapping.json"}, "broken_mapping"),
        ({"map": "name=canary"}, "unknown_field"),
        ({"zone": "Mars/canary"}, "unknown_zone"),
        ({"format": "canary"}, "unknown_format"),
        ({"sensitive_purpose": "application"}, "sensitive_needs_consent"),
        ({"sensitive_purpose": "canary", "sensitive_consent": "1"}, "unacceptable_input"),
        ({"controller": "Canary & Co"}, "unacceptable_input"),
    ],
)
def test_wrong_instructions_are_refused_before_anything_is_stored(api: Api, said: dict[str, str], code: str) -> None:
    head = api.ledger.store.head()
    response = sent(api, **said)
    assert (response.status_code, response.json()["code"]) == (422, code)
    assert "anary" not in response.text
    assert api.ledger.store.head() == head


def test_an_upload_that_fails_says_why(api: Api, settings: Settings) -> None:
    batch = accepted(api, "a,b\n1,2\n")
    failed = ended(api, settings, batch)
    assert (failed["state"], failed["code"], failed["rejects"]) == ("failed", "no_known_column", False)


def test_an_undo_is_asked_for_done_by_a_worker_and_seen_to_its_end(api: Api, settings: Settings) -> None:
    batch = accepted(api, "id,name,tags\n1,Ann Lee,leader\n")
    path = f"/v1/imports/{batch}/undo"
    early = api.post(path)
    assert (early.status_code, early.json()["code"]) == (409, "import_under_way")
    ended(api, settings, batch)
    headers = {"Idempotency-Key": str(uuid4()), "Renmai-Reason": "wrong-file"}
    asked = api.post(path, headers=headers)
    assert (asked.status_code, asked.json()["state"]) == (202, "undoing")
    head = api.ledger.store.head()
    assert api.post(path, headers=headers).status_code == 202
    assert api.post(path).json()["state"] == "undoing"
    assert api.ledger.store.head() == head
    request = api.ledger.history(UUID(batch))[-1]
    assert isinstance(request.event, BatchUndoRequested)
    assert request.meta.reason == "wrong-file"
    assert ended(api, settings, batch, "undone")["code"] is None
    head = api.ledger.store.head()
    assert api.post(path).json()["state"] == "undone"
    assert api.ledger.store.head() == head
    api.follow()
    (listed,) = [each for each in api.get("/v1/batches").json()["items"] if each["batch"] == batch]
    assert listed["state"] == "undone"


def test_what_is_no_import_is_not_found(api: Api) -> None:
    for batch in (uuid4(), api.ingested()):
        for path in (f"/v1/imports/{batch}", f"/v1/imports/{batch}/rejects"):
            assert (api.get(path).status_code, api.get(path).json()["code"]) == (404, "no_such_batch")
        assert api.post(f"/v1/imports/{batch}/undo").json()["code"] == "no_such_batch"
