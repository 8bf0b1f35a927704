"""A key service wraps the key-encryption key, once, and hears of nobody's own key.

AWS KMS is played by moto, a server that others wrote. Vault is played by a few lines here that speak its transit
engine: the client library and its HTTP are real, the engine is not.
"""

import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from ledger.envelope import new_id
from ledger.faults import KeyServiceAway
from ledger.key_encryption import KeyEncryptionKey
from ledger.key_file import HEX, KeyFile
from ledger.key_services import service_of
from ledger.keyring import Keyring
from ledger.settings import Settings
from ledger.store import pool_of
from tests.ledger.keyrings import IDENTITY
from tests.servers import Database

TOKEN = "hvs.test"


class Transit(BaseHTTPRequestHandler):
    """`encrypt` and `decrypt` of the engine at `transit`: the plaintext backwards, bound to the key's name."""

    asked: list[str]

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(self.path)
        _, _, mount, action, key = self.path.split("/")
        if self.headers["X-Vault-Token"] != TOKEN or mount != "transit":
            return self._answer(403, {"errors": ["permission denied"]})
        if action == "encrypt":
            return self._answer(200, {"data": {"ciphertext": f"vault:v1:{_turned(said['plaintext'], key)}"}})
        begins, _, rest = said["ciphertext"].rpartition(":")
        if begins != "vault:v1":
            return self._answer(400, {"errors": ["invalid ciphertext"]})
        return self._answer(200, {"data": {"plaintext": _turned(rest, key)}})

    do_PUT = do_POST  # noqa: N815 - as http.server spells it

    def _answer(self, status: int, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        pass


def _turned(text: str, key: str) -> str:
    return b64encode(bytes(each ^ ord(key[0]) for each in b64decode(text)[::-1])).decode()


@pytest.fixture(scope="module")
def asked() -> Iterator[list[str]]:
    """What Vault was asked, or KMS."""
    calls: list[str] = []
    handler = type("OfThisTest", (Transit,), {"asked": calls})
    vault, kms = ThreadingHTTPServer(("127.0.0.1", 0), handler), ThreadedMotoServer("127.0.0.1", 0)
    threading.Thread(target=vault.serve_forever, daemon=True).start()
    kms.start()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("VAULT_ADDR", f"http://127.0.0.1:{vault.server_port}")
        patched.setenv("VAULT_TOKEN", TOKEN)
        host, port = kms.get_host_and_port()
        patched.setenv("AWS_ENDPOINT_URL_KMS", f"http://{host}:{port}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patched.setenv(name, "test")
        patched.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        made = boto3.client("kms").create_key()["KeyMetadata"]["KeyId"]
        boto3.client("kms").create_alias(AliasName="alias/renmai", TargetKeyId=made)
        yield calls
    kms.stop()
    vault.shutdown()
    vault.server_close()


SERVICES = pytest.mark.parametrize("service", ["vault:transit/renmai", "aws-kms:alias/renmai"])


@SERVICES
@pytest.mark.servers
def test_the_service_wraps_one_key_and_is_asked_once(database: Database, asked: list[str], service: str) -> None:
    settings = database.settings.at(key_service=service, key_file=database.settings.data / service[:3])
    with pool_of(database.keyholder, size=2) as pool:
        made = Keyring(pool, KeyEncryptionKey.of(settings))
        people = [(new_id(), IDENTITY) for _ in range(50)]
        sealed = {pair: key.encrypt(bytes(12), b"plain", None) for pair, (_, key) in made.for_sealing(people).items()}
        asked.clear()
        again = Keyring(pool, KeyEncryptionKey.of(settings))
        for pair, (_, key) in again.for_sealing(people).items():
            assert key.decrypt(bytes(12), sealed[pair], None) == b"plain"
    (line,) = KeyFile.of(settings).lines()
    assert line.startswith(("vault:v1:", "aws-kms:"))
    assert len(asked) == (1 if service.startswith("vault") else 0)


@SERVICES
def test_a_key_from_before_the_service_is_opened_and_the_next_one_is_wrapped(
    tmp_path: Path, asked: list[str], service: str
) -> None:
    plain = Settings(key_file=tmp_path / "kek")
    with_service = plain.at(key_service=service)
    old = KeyEncryptionKey.of(plain).name
    file = KeyFile.of(with_service)
    file.begin_with(b"\x07" * 32)
    new, before = file.lines()
    assert (bool(HEX.fullmatch(new)), bool(HEX.fullmatch(before))) == (False, True)
    both = KeyEncryptionKey.of(with_service)
    assert both.unwrap(KeyEncryptionKey(b"\x07" * 32).wrap(b"x", b"y"), b"y") == b"x"
    assert both.knows(old)
    with pytest.raises(KeyServiceAway, match="names none"):
        KeyEncryptionKey.of(plain)
    assert asked is not None


@pytest.mark.usefixtures("asked")
def test_a_service_that_refuses_or_is_away_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    for service in ("vault:elsewhere/renmai", "aws-kms:alias/unknown"):
        found = service_of(service)
        assert found
        with pytest.raises(KeyServiceAway):
            found.wrap(bytes(32))
    for service in ("vault:transit/renmai", "aws-kms:alias/renmai"):
        found = service_of(service)
        assert found
        with pytest.raises(KeyServiceAway):
            found.unwrap("vault:v0:AAAA")
    monkeypatch.setenv("VAULT_ADDR", "http://127.0.0.1:9")
    away = service_of("vault:transit/renmai")
    assert away
    with pytest.raises(KeyServiceAway):
        away.wrap(bytes(32))
    for wrong in ("gcp:x", "vault", "vault:"):
        with pytest.raises(KeyServiceAway):
            service_of(wrong)
