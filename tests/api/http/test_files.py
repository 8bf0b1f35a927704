from uuid import UUID, uuid4

import pytest

from ledger.blobs import Blobs
from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def attached(api: Api, candidate: UUID, data: bytes, name: str = "简历.docx", **headers: str):  # type: ignore[no-untyped-def]
    path = f"/v1/candidates/{candidate}/documents"
    files = {"file": (name, data, DOCX)}
    return api.ask("POST", path, files=files, data={"kind": "resume"}, headers=headers)


def test_a_file_is_sealed_recorded_and_read_back(api: Api, candidate: UUID) -> None:
    data = b"PK\x03\x04" + bytes(range(256)) * 1000
    response = attached(api, candidate, data)
    assert response.status_code == 201, response.text
    document = response.json()["document"]
    assert document["size"] == len(data)
    read = api.get(f"/v1/candidates/{candidate}/documents/{document['document']}", role="auditor")
    assert read.content == data
    assert "%E7%AE%80%E5%8E%86.docx" in read.headers["Content-Disposition"]
    assert read.headers["Content-Type"] == DOCX
    api.follow()
    held = api.get(f"/v1/candidates/{candidate}").json()["documents"]
    assert [each["file_name"] for each in held] == ["简历.docx"]


def test_a_retried_upload_is_one_document(api: Api, candidate: UUID) -> None:
    key = str(uuid4())
    first = attached(api, candidate, b"one", **{"Idempotency-Key": key}).json()
    assert attached(api, candidate, b"one", **{"Idempotency-Key": key}).json() == first | {"replayed": True}
    other = attached(api, candidate, b"two", **{"Idempotency-Key": key})
    assert (other.status_code, other.json()["code"]) == (422, "command_id_reused")


def test_a_file_above_the_limit_is_refused(api: Api, candidate: UUID) -> None:
    head = api.ledger.store.head()
    response = attached(api, candidate, b"x" * (25 * 1024 * 1024 + 1))
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")
    assert attached(api, candidate, b"x" * (27 * 1024 * 1024)).json()["code"] == "body_too_large"
    assert api.ledger.store.head() == head


def test_a_file_of_somebody_else_is_not_found_here(api: Api, candidate: UUID) -> None:
    document = attached(api, api.ingested(), b"x").json()["id"]
    response = api.get(f"/v1/candidates/{candidate}/documents/{document}")
    assert (response.status_code, response.json()["code"]) == (404, "no_such_document")


def test_odd_names_and_types_of_files(api: Api, candidate: UUID) -> None:
    for name in ("../../etc/passwd", "C:\\Users\\x\\cv.pdf", "x" * 2000, "名" * 600 + ".pdf"):
        response = attached(api, candidate, name.encode(), name=name)
        assert response.status_code == 201, response.text
    broken = api.ask("POST", f"/v1/candidates/{candidate}/documents", files={"other": b"x"})
    assert broken.json()["faults"][0]["at"] == "/body/file"
    headers = {"Content-Type": "multipart/form-data"}
    broken = api.ask("POST", f"/v1/candidates/{candidate}/documents", content=b"--x", headers=headers)
    assert (broken.status_code, broken.json()["code"]) == (400, "malformed_body")


def test_the_document_of_a_note_is_read_back(api: Api, candidate: UUID) -> None:
    blobs, text = Blobs(api.settings.blobs, api.ledger.keyring), "长" * 30_000
    document = blobs.put(candidate, "note", "note.txt", "text/plain", text.encode())
    api.stored(f"/v1/candidates/{candidate}/notes", {"document": document.model_dump(mode="json")})
    read = api.get(f"/v1/candidates/{candidate}/documents/{document.document}")
    assert (read.status_code, read.text) == (200, text)
    assert read.headers["Content-Type"].startswith("text/plain")


def test_a_text_that_is_too_long_for_an_event_points_to_documents(api: Api, candidate: UUID) -> None:
    body = {"source": "fair", "person": {"name": {"full": "王小明"}}, "unmapped": {"story": "长" * 20_001}}
    for path, said in (("/v1/candidates", body), (f"/v1/candidates/{candidate}/notes", {"text": "长" * 20_001})):
        refused = api.post(path, said)
        assert (refused.status_code, refused.json()["code"]) == (422, "text_too_long")
        assert "documents" in refused.json()["remedy"]
        assert "长" not in refused.text
    assert api.post("/v1/candidates", body | {"external_id": 7}).json()["code"] == "unacceptable_input"


def test_a_job_carries_its_description_and_a_contact_encloses_it_and_no_other(api: Api, candidate: UUID) -> None:
    job, other = api.open_job(), api.open_job()
    key = {"Idempotency-Key": str(uuid4())}
    files = {"file": ("职位说明.pdf", b"%PDF JD", "application/pdf")}
    sent = api.ask("POST", f"/v1/jobs/{job}/documents", files=files, headers=key)
    assert sent.status_code == 201, sent.text
    again = api.ask("POST", f"/v1/jobs/{job}/documents", files=files, headers=key)
    assert again.json() == sent.json() | {"replayed": True}
    document = sent.json()["document"]
    assert document["kind"] == "job-description"
    assert api.get(f"/v1/jobs/{job}/documents/{document['document']}").content == b"%PDF JD"
    for at in (f"/v1/jobs/{other}/documents/{document['document']}", f"/v1/jobs/{uuid4()}/documents/{uuid4()}"):
        assert api.get(at).status_code == 404
    said = {"channel": "in-person", "purpose": "rights-reply", "sender": "user:li"}
    plan = f"/v1/candidates/{candidate}/contacts/plan"
    assert api.stored(plan, {**said, "job": str(job), "enclosed": [document["document"]]})["planned"]
    for wrong in ({"job": str(other)}, {}):
        refused = api.post(plan, {**said, **wrong, "enclosed": [document["document"]]})
        assert (refused.status_code, refused.json()["code"]) == (404, "no_such_job_document")
    api.follow()
    (logged,) = api.get(f"/v1/candidates/{candidate}/contact-log").json()["items"]
    assert document["ciphertext_sha256"] in str(logged["documents"])
