"""No key, token, password or signing secret is ever in an answer, a log line, an error or a trace."""

import logging
import traceback
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import conninfo as pg
from pydantic import SecretStr, ValidationError

from ledger.access import AccessKeys
from ledger.keyring import Keyring
from ledger.ledger import Ledger
from ledger.settings import Settings, login_password
from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

CANARY = "Kanarienvogel-4711"
TOKEN = f"eyJhbGciOiJub25lIn0.{CANARY}.sig"


def secrets_of(api: Api) -> list[str]:
    settings = api.settings
    logins = [login_password(settings.role_secret(), f"renmai_{role}") for role in ("writer", "reader", "keyholder")]
    given = [pg.conninfo_to_dict(settings.admin_conninfo).get("password")]
    found = [
        CANARY,
        settings.role_secret(),
        settings.key_encryption_key_file.read_text(encoding="ascii").strip(),
        *logins,
        *(str(each) for each in given if each),
        *(key for _, key in api.issued.values()),
    ]
    return [each for each in found if len(each) >= len(CANARY)]  # the password of a test server is a word


def provoked(api: Api, candidate: UUID, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts of answers to calls with good and bad keys, in every place where one may end up by mistake."""
    key = api.issued["admin"][1]
    links = [api.stored(f"/v1/candidates/{candidate}/update-links")["path"]]
    asked: list[Any] = [
        api.get("/v1/parked", key=f"rk_{CANARY}"),
        api.get("/v1/parked", key=TOKEN),
        api.get("/v1/parked", role=None, headers={"Authorization": f"Basic {CANARY}"}),
        api.get(f"/v1/candidates?key={key}&cursor={key}"),
        api.get(f"/v1/notices/{key}"),
        api.get("/v1/parked", headers={"Renmai-Acting-User": key}),
        api.get("/v1/parked", headers={"Renmai-Reason": key}),
        api.post("/v1/candidates", {"source": key, "person": {"name": key}}),
        api.post(f"/v1/keys/{key}/revoke", {}, role="admin"),
        api.get(f"{links[0]}{CANARY}", role=None),
        api.get("/v1/keys", role="admin"),
    ]

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError(f"a fault with {key} and {CANARY}")

    for owner, name, path in (
        (Ledger, "history", f"/v1/candidates/{candidate}/replay"),
        (Keyring, "open", f"/v1/candidates/{candidate}/history"),
        (AccessKeys, "find", "/v1/parked"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(owner, name, fails)
            patched.setattr(AccessKeys, "at_hand", AccessKeys.at_hand if name != "find" else lambda *_: (False, None))
            asked.append(api.get(path))
            assert asked[-1].json()["code"] == "unexpected", path
    return [each.text for each in asked]


def test_no_secret_gets_into_an_answer_or_a_log(
    api: Api,
    candidate: UUID,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    api.follow()
    with caplog.at_level(logging.DEBUG):
        answers = provoked(api, candidate, monkeypatch)
    ours = [each for each in caplog.records if not each.name.startswith("http")]  # the client's own loggers
    told = [*answers, *capfd.readouterr(), *(logging.Formatter().format(each) for each in ours)]
    assert any("incident" in each for each in told)
    for secret in secrets_of(api):
        assert not any(secret in each for each in told), secret[:6]


def test_no_secret_gets_into_an_error_or_a_trace(api: Api) -> None:
    settings = api.settings.at(database_url=f"host=127.0.0.1 port=9 user=x password={CANARY} connect_timeout=2")
    told = [repr(settings), str(settings), settings.model_dump_json(), repr(api.client.app.state.rooms)]  # type: ignore[attr-defined]
    for fault in (
        lambda: psycopg.connect(settings.admin_conninfo),
        lambda: psycopg.connect(settings.conninfo("writer")),
        lambda: settings.at(port=CANARY, redis_url=f"redis://:{api.settings.role_secret()}@h"),
        lambda: Settings(oidc_algorithms="none", role_password=SecretStr(CANARY)),
    ):
        with pytest.raises((psycopg.OperationalError, ValidationError)) as caught:
            fault()
        told.append("".join(traceback.format_exception(caught.value)))
    for secret in (*secrets_of(api)[1:], login_password(settings.role_secret(), "renmai_writer")):
        assert not any(secret in each for each in told), secret[:6]
    assert not any(CANARY in each for each in (*told[:4], *told[4:6], told[7]))
