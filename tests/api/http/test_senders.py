"""The directory of senders over HTTP and on the command line, and that messages are filled from it."""

import json
from pathlib import Path

import pytest

from tests import processes
from tests.api.http.conftest import Api
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers

LI = {"texts": [{"language": "en", "name": "Li Na", "title": "Recruiter"}], "email": "li@example.com"}
AS_LI = {"Renmai-Acting-User": "user:li"}
TEXT = {"language": "en", "subject": "Hello", "text": "{{ sender.name }}, {{ sender.title }}, {{ sender.phone }}"}


def test_what_messages_say_of_their_sender_stands_in_the_directory(api: Api, tmp_path: Path) -> None:
    assert api.post("/v1/senders/user:li", LI).json()["code"] == "sender_not_yours"
    api.stored("/v1/senders/user:li", LI, headers=AS_LI)
    assert api.post("/v1/senders/user:li", LI | {"email": "li@例.cn"}, role="admin").status_code == 422
    api.stored("/v1/templates/signed/versions", {"kind": "other", "purpose": "rights-reply", "texts": [TEXT]})
    look = {"candidate": str(api.ingested()), "version": 1, "sender": "user:li"}
    lacking = api.post("/v1/templates/signed/preview", look)
    assert (lacking.status_code, lacking.json()["code"], lacking.json()["detail"]) == (
        422,
        "sender_incomplete",
        "sender.phone",
    )
    file = tmp_path / "li.json"
    file.write_text(json.dumps(LI | {"phone": "+861012345678"}))
    told = processes.renmai(environment(api.settings), "senders", "describe", "user:li", str(file), "--json")
    assert json.loads(told.stdout)["changed"]
    assert api.post("/v1/templates/signed/preview", look).json()["text"] == "Li Na, Recruiter, +861012345678"

    api.stored("/v1/senders/user:li/retire", headers=AS_LI)
    assert api.post("/v1/templates/signed/preview", look).json()["code"] == "sender_retired"
    [shown] = api.get("/v1/senders").json()["items"]
    assert (shown["sender"], shown["phone"], shown["retired"]) == ("user:li", "+861012345678", True)
    assert api.get("/v1/senders", role="analyst").status_code == 403
