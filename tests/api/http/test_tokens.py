"""Tokens of an identity provider: which are taken, and what happens when it changes its keys or is away."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from pydantic import ValidationError
from starlette.testclient import TestClient

from api.http import create_app, tokens
from api.http.tokens import ProviderAway, Tokens
from domain.access import Role, Scope
from domain.vocabulary import Confidentiality
from ledger.settings import Settings
from tests.api.http.conftest import Api


class Issuer:
    """An identity provider on loopback that shows its keys and signs."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.asked: list[str] = []
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked.append(self.path)
                told: Any = {"issuer": issuer.url, "jwks_uri": f"{issuer.url}/keys"}
                if self.path == "/keys":
                    told = KeySet([issuer.key]).as_dict(private=False)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, *_: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def rotate(self, kid: str) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": kid})

    def token(self, *, key: Any = None, header: Any = None, **said: Any) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": "renmai", "sub": "zhang@example.com", "iat": now, "exp": now + 300}
        claims |= {"renmai_role": "recruiter"} | said
        signing = key or self.key
        head = header or {"alg": "RS256", "kid": signing.kid}
        given = {name: each for name, each in claims.items() if each is not None}
        return jwt.encode(head, given, signing, ["RS256", "HS256", "ES256", "none"])


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def settings_of(issuer: Issuer, **more: Any) -> Settings:
    return Settings(oidc_issuer=issuer.url, oidc_audience="renmai", data=Path("unused"), **more)


@pytest.fixture
def taken(issuer: Issuer) -> Tokens:
    return Tokens(settings_of(issuer), lambda kind, value: f"{kind}{value}".encode())


def test_a_token_opens_its_role_and_scope_for_an_actor_who_is_no_name(issuer: Issuer, taken: Tokens) -> None:
    access = taken.find(issuer.token(renmai_units=["cn-platform"], renmai_level="restricted"))
    assert access is not None
    assert (access.role, access.scope) == (Role.RECRUITER, Scope(("cn-platform",), Confidentiality.RESTRICTED))
    assert access.actor.startswith("user:")
    assert "zhang" not in access.actor
    usual = taken.find(issuer.token(renmai_role=["dpo"]))
    assert usual is not None
    assert (usual.role, usual.scope.limited) == (Role.DPO, False)


def test_an_id_that_is_no_name_is_the_actor_where_a_claim_is_said_to_hold_one(issuer: Issuer) -> None:
    own = Tokens(settings_of(issuer, oidc_user_claim="employee_id"), lambda kind, value: b"hash" * 8)
    for said, actor in (("e-4711", "user:e-4711"), ("z@example.com", f"user:{(b'hash' * 8).hex()[:32]}")):
        access = own.find(issuer.token(employee_id=said))
        assert access is not None
        assert access.actor == actor


def test_what_is_not_as_agreed_is_not_taken(issuer: Issuer, taken: Tokens) -> None:
    now = int(time.time())
    stranger = RSAKey.generate_key(2048, {"kid": "one"})
    shared = OctKey.import_key(json.dumps(issuer.key.as_dict(private=False)))
    curve = ECKey.generate_key("P-256", {"kid": "one"})
    good = issuer.token()
    head, body, signature = good.split(".")
    for token in (
        issuer.token(key=stranger),
        issuer.token(key=shared, header={"alg": "HS256", "kid": "one"}),
        issuer.token(key=curve, header={"alg": "ES256", "kid": "one"}),
        issuer.token(header={"alg": "none", "kid": "one"}),
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-8]}AAAAAAAA",
        issuer.token(iss="https://elsewhere.example"),
        issuer.token(aud="another"),
        issuer.token(aud=None),
        issuer.token(exp=now - 60, iat=now - 120),
        issuer.token(exp=None),
        issuer.token(iat=None),
        issuer.token(nbf=now + 600),
        issuer.token(exp=now + 8 * 86_400),
        issuer.token(sub=None),
        issuer.token(renmai_role=None),
        issuer.token(renmai_role="root"),
        issuer.token(renmai_role=["recruiter", "admin"]),
        issuer.token(renmai_units="cn-platform"),
        issuer.token(renmai_level="none"),
        "a.b.c",
        "rk",
        "x" * 20_000,
    ):
        assert taken.find(token) is None, token[:120]
    assert taken.find(good) is not None


def test_keys_are_kept_fetched_anew_for_one_not_known_and_not_for_every_made_up_id(
    issuer: Issuer, taken: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        assert taken.find(issuer.token()) is not None
    assert issuer.asked.count("/keys") == 1
    old = issuer.token()
    issuer.rotate("two")
    for _ in range(20):
        assert taken.find(issuer.token(header={"alg": "RS256", "kid": "made-up"})) is None
    assert issuer.asked.count("/keys") == 1
    monkeypatch.setattr(tokens, "ASKED_AGAIN_AFTER", 0.0)
    assert taken.find(issuer.token()) is not None
    assert taken.find(old) is None


def test_known_keys_outlive_the_provider_for_a_while(
    issuer: Issuer, taken: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = issuer.token()
    assert taken.find(token) is not None
    taken.issuer = "http://127.0.0.1:9"
    monkeypatch.setattr(tokens, "KEPT_FOR", -1.0)
    monkeypatch.setattr(tokens, "ASKED_AGAIN_AFTER", -1.0)
    assert taken.find(token) is not None
    monkeypatch.setattr(tokens, "GOOD_FOR", -1.0)
    with pytest.raises(ProviderAway):
        taken.find(token)


@pytest.mark.parametrize("algorithms", ["none", "HS256", "RS256 HS512", ""])
def test_no_setting_lets_in_an_unsigned_token_or_a_shared_secret(algorithms: str) -> None:
    with pytest.raises(ValidationError):
        Settings(oidc_algorithms=algorithms)


@contextmanager
def with_tokens(api: Api, issuer: Issuer) -> Iterator[TestClient]:
    settings = api.settings.at(oidc_issuer=issuer.url, oidc_audience="renmai")
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.servers
def test_a_token_is_as_good_as_a_key_and_acts_for_nobody_else(api: Api, issuer: Issuer) -> None:
    with with_tokens(api, issuer) as client:
        signed = {"Authorization": f"Bearer {issuer.token()}"}
        assert client.get("/v1/candidates", headers=signed).status_code == 200
        assert client.get("/v1/keys", headers=signed).json()["code"] == "role_not_allowed"
        acting = client.get("/v1/candidates", headers=signed | {"Renmai-Acting-User": "user:li"})
        assert acting.json()["code"] == "bad_acting_user"
        key = {"Authorization": f"Bearer {api.issued['recruiter'][1]}"}
        assert client.get("/v1/candidates", headers=key).status_code == 200
        told = client.get("/v1/candidates", headers={"Authorization": f"Bearer {issuer.token(exp=1)}"})
        assert (told.status_code, told.json()["code"]) == (401, "bad_key")
    assert api.get("/v1/candidates", key=issuer.token()).json()["code"] == "bad_key"
