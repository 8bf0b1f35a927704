"""What WeCom calls back: opened as its own examples are, refused where it is not WeCom's, and what follows from it."""

import hashlib
import os
from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from api.http.wecom_seal import NotSealed, opened
from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

TOKEN, KEY, CORP = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
ASKED = ("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", ECHO)
"""The example of WeCom's developers' pages: signature, timestamp, nonce, ciphertext."""
CONTACT = "woAJ2GCAAAXtWyujaWJHDDGi0mACHAAA"
WECHAT = {"kind": "wechat", "value": CONTACT}


def test_the_example_of_wecoms_own_pages_is_opened() -> None:
    assert opened(TOKEN, KEY, CORP, *ASKED) == b"1616140317555161061"
    signature, timestamp, nonce, sealed = ASKED
    for wrong in (
        (TOKEN, KEY, "wx0000000000000000", *ASKED),
        ("another", KEY, CORP, *ASKED),
        (TOKEN, KEY, CORP, "ü", timestamp, nonce, sealed),
        (TOKEN, KEY, CORP, signature, timestamp, "263014781", sealed),
    ):
        with pytest.raises(NotSealed):
            opened(*wrong)


@pytest.fixture
def reached(api: Api, monkeypatch: pytest.MonkeyPatch) -> Api:
    """The API as WeCom knows it."""
    app: Any = api.client.app
    rooms = app.state.rooms
    changed = rooms.settings.at(wecom_corp_id=CORP, wecom_token=TOKEN, wecom_aes_key=KEY)
    monkeypatch.setattr(type(rooms), "__setattr__", object.__setattr__)
    monkeypatch.setattr(rooms, "settings", changed)
    return api


def call(api: Api, change: str, contact: str = CONTACT, at: int = 1_403_610_513, nonce: str = "1") -> httpx.Response:
    said = {"Event": "change_external_contact", "ChangeType": change, "UserID": "zhangsan", "ExternalUserID": contact}
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in said.items())
    sealed = seal(f"<xml>{inner}<CreateTime>{at}</CreateTime></xml>".encode())
    signature = hashlib.sha1("".join(sorted((TOKEN, str(at), nonce, sealed))).encode()).hexdigest()
    asked = {"msg_signature": signature, "timestamp": str(at), "nonce": nonce}
    body = f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return api.client.post("/v1/wecom", params=asked, content=body)


def seal(message: bytes) -> str:
    key = b64decode(f"{KEY}=")
    plain = os.urandom(16) + len(message).to_bytes(4) + message + CORP.encode()
    more = 32 - len(plain) % 32
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return b64encode(cipher.update(plain + bytes([more]) * more) + cipher.finalize()).decode()


def test_wecom_is_told_that_it_is_us_and_nobody_else_is(reached: Api) -> None:
    asked = dict(zip(("msg_signature", "timestamp", "nonce", "echostr"), ASKED, strict=True))
    assert reached.client.get("/v1/wecom", params=asked).text == "1616140317555161061"
    wrong = reached.client.get("/v1/wecom", params=asked | {"nonce": "1"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "bad_signature")
    signed = {name: said for name, said in asked.items() if name != "echostr"}
    for body in (b"", b"<xml>", b"<!DOCTYPE x [<!ENTITY y 'z'>]><xml>&y;</xml>"):
        assert reached.client.post("/v1/wecom", params=signed, content=body).json()["code"] == "malformed_body"
    assert reached.client.post("/v1/wecom", params=signed, content=b"<xml/>").json()["code"] == "bad_signature"


def test_whoever_deletes_one_of_ours_is_not_written_to_there_until_they_are_added_anew(reached: Api) -> None:
    person = {"name": {"full": "王小明"}, "points": [WECHAT]}
    body = {"source": "wecom", "external_id": CONTACT, "person": person}
    candidate = UUID(reached.stored("/v1/candidates", body)["stream"])
    for change in ("del_follow_user", "del_follow_user", "edit_external_contact", "add_external_contact"):
        assert call(reached, change).text == "success"
    assert call(reached, "del_external_contact", contact="nobody").text == "success"
    happened = [each.event.type for each in reached.ledger.history(candidate)[1:]]
    assert happened == ["contact-point-invalid", "contact-point-verified"]
    reached.follow()
    asked = {"channel": "wecom", "purpose": "rights-reply", "sender": "user:li", "address": WECHAT}
    way = f"/v1/candidates/{candidate}/may-contact"
    assert "bounced" not in reached.post(way, asked).json()["reasons"]
    assert call(reached, "del_follow_user", at=1_403_610_514).text == "success"
    assert "bounced" in reached.post(way, asked).json()["reasons"]
