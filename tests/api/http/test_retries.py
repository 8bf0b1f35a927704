from uuid import UUID, uuid4

import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers


def test_a_retry_gets_the_first_answer(api: Api, candidate: UUID) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    path, body = f"/v1/candidates/{candidate}/contacts", {"channel": "phone", "said": "call again"}
    first = api.stored(path, body, headers=headers)
    again = api.stored(path, body, headers=headers)
    assert again == first | {"replayed": True}


def test_a_retry_makes_the_same_new_ids(api: Api, candidate: UUID) -> None:
    headers = {"Idempotency-Key": f'"{uuid4()}"'}
    path, body = f"/v1/candidates/{candidate}/applications", {"job": str(api.open_job())}
    assert api.stored(path, body, headers=headers)["id"] == api.stored(path, body, headers=headers)["id"]


def test_a_retried_ingest_is_one_person(api: Api) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    body = {"source": "career-site", "external_id": uuid4().hex, "person": {"name": {"full": "Anna Novak"}}}
    first = api.stored("/v1/candidates", body, headers=headers)
    assert api.stored("/v1/candidates", body, headers=headers) == first | {"replayed": True}


def test_the_same_key_with_another_body_is_refused(api: Api, candidate: UUID) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    api.stored(f"/v1/candidates/{candidate}/notes", {"text": "one"}, headers=headers)
    response = api.post(f"/v1/candidates/{candidate}/notes", {"text": "two"}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "command_id_reused")


def test_a_command_id_is_unique_per_key_only(api: Api, candidate: UUID) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    api.stored(f"/v1/candidates/{candidate}/notes", {"text": "one"}, headers=headers)
    api.stored(f"/v1/candidates/{candidate}/notes", {"text": "two"}, headers=headers, role="service")


def test_a_command_id_is_a_uuid(api: Api, candidate: UUID) -> None:
    headers = {"Idempotency-Key": "mine-1"}
    response = api.post(f"/v1/candidates/{candidate}/notes", {"text": "x"}, headers=headers)
    assert response.json()["faults"] == [
        {"at": "/header/idempotency-key", "code": "uuid_parsing", "message": "is not a UUID"}
    ]


def test_a_retry_that_rested_on_a_version_gets_the_first_answer_too(api: Api, candidate: UUID) -> None:
    api.follow()
    etag = api.get(f"/v1/candidates/{candidate}").headers["ETag"]
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": etag}
    path, body = f"/v1/candidates/{candidate}/notes", {"text": "one"}
    first = api.stored(path, body, headers=headers)
    assert api.stored(path, body, headers=headers) == first | {"replayed": True}


def test_a_version_that_moved_on_refuses_the_write(api: Api, candidate: UUID) -> None:
    api.follow()
    etag = api.get(f"/v1/candidates/{candidate}").headers["ETag"]
    api.stored(f"/v1/candidates/{candidate}/notes", {"text": "one"}, headers={"If-Match": etag})
    head = api.ledger.store.head()
    response = api.post(f"/v1/candidates/{candidate}/notes", {"text": "two"}, headers={"If-Match": etag})
    assert (response.status_code, response.json()["code"]) == (412, "version_moved")
    assert api.ledger.store.head() == head


def test_a_version_of_one_of_several_records_counts_too(api: Api) -> None:
    one, other = api.ingested("Ana Luz"), api.ingested("Ana Luz")
    api.stored(f"/v1/candidates/{one}/merge", {"absorbed": str(other)})
    api.follow()
    etag = api.get(f"/v1/candidates/{one}").headers["ETag"]
    assert other.hex in etag
    api.stored(f"/v1/candidates/{other}/consents/withdraw", {})
    response = api.post(f"/v1/candidates/{one}/notes", {"text": "x"}, headers={"If-Match": etag})
    assert response.status_code == 412
