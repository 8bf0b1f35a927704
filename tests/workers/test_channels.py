"""Each way out: what leaves is whole and signed, and what did not leave is known for sure, or is a doubt."""

import json
from base64 import b64encode
from collections.abc import Callable
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dkim
import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from standardwebhooks.webhooks import Webhook

from domain.vocabulary import Channel
from ledger.ledger import new_id
from ledger.settings import Settings
from ledger.sink import parsed, texts
from tests.workers.gateway import Gateway
from tests.workers.post_office import certificate, post_office, private
from workers.alert import WORDS, NotTold, tell
from workers.channels import mail, smtp
from workers.channels.channel import Attachment, Message, NotTaken, Unsure
from workers.channels.sms import Sms
from workers.channels.smtp import Smtp
from workers.channels.ways_out import WaysOut
from workers.channels.webhook import SignedWebhook

SECRET = "whsec_" + b64encode(b"a secret of twenty-four b").decode()


def message(**changes: Any) -> Message:
    given: dict[str, Any] = {
        "contact": new_id(),
        "to": "wang@example.com",
        "language": "zh-CN",
        "subject": "面试提醒",
        "text": "您好\n.\n.. 明天见\n",
        "html": "<p>您好</p>",
        "sender_name": "李雷",
        "unsubscribe": "https://hr.example/c/abc",
    }
    return Message(**given | changes)


def settings(tmp_path: Path, **changes: Any) -> Settings:
    return Settings.model_validate({"data": tmp_path, "mail_from": "hr@corp.example", **changes})


def test_a_mail_has_both_parts_and_one_click_and_carries_our_id(tmp_path: Path) -> None:
    sent = message(attachments=(Attachment("职位说明.pdf", "application/pdf", b"%PDF"),))
    made = mail.prepared(settings(tmp_path), sent)
    with post_office() as office:
        channel = Smtp(settings(tmp_path, smtp_url=f"smtp+plain://127.0.0.1:{office.port}"))
        channel.ready()
        assert channel.send(made) == "2.0.0 OK: queued as 4711"
        (read,) = office.read
    assert read["Message-ID"] == made.message_id == f"<{sent.contact}@corp.example>"
    assert read["List-Unsubscribe"] == "<https://hr.example/c/abc>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (read["From"], read["Subject"]) == ("李雷 <hr@corp.example>", "面试提醒")
    plain, html = texts(office.mails[0])
    assert plain == sent.text
    assert "<p>您好</p>" in html
    (attached,) = read.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("职位说明.pdf", b"%PDF")


def test_where_the_server_allows_it_the_commands_before_the_text_go_at_once(tmp_path: Path) -> None:
    with post_office() as office:
        office.pipelining, office.to_recipient = True, ["550 5.1.1 unknown", "451 4.2.1 later"]
        channel = Smtp(settings(tmp_path, smtp_url=f"smtp+plain://127.0.0.1:{office.port}"))
        channel.ready()
        for again in (False, True):
            with pytest.raises(NotTaken, match="recipient_refused") as refused:
                channel.send(mail.prepared(settings(tmp_path), message()))
            assert refused.value.again is again
        sent = [mail.prepared(settings(tmp_path), message()) for _ in range(2)]
        assert [channel.send(each) for each in sent] == ["2.0.0 OK: queued as 4711"] * 2
        assert [each["Message-ID"] for each in office.read] == [each.message_id for each in sent]


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "面试提醒" * 20, "text": "王小明，" * 400 + "\n", "sender_name": "人脉公司" * 9},
        {"subject": "x " * 600, "text": "y" * 2_000 + "\nFrom here\n", "sender_name": 'Li "Lei" (HR), Corp'},
        {"subject": "Hello", "text": "Dear Zoë,\n\n.\nlate\n", "sender_name": None, "unsubscribe": None},
    ],
)
def test_whatever_its_words_are_a_mail_is_ascii_in_lines_that_every_server_takes(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    sent = message(**changes)
    content = mail.prepared(settings(tmp_path, company="Corp"), sent).content
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    read = parsed(content)
    assert (read["Subject"].strip(), texts(content)[0]) == (str(sent.subject).strip(), sent.text)
    spelt, address = parseaddr(str(message_from_bytes(content)["From"]))
    assert (str(make_header(decode_header(spelt))), address) == (sent.sender_name or "Corp", "hr@corp.example")


def test_dkim_verifies_and_covers_both_headers_of_one_click(tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    (tmp_path / "dkim.pem").write_bytes(private(key))
    made = mail.prepared(settings(tmp_path, dkim_key_file=tmp_path / "dkim.pem", dkim_selector="s1"), message())
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    def published(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"s1._domainkey.corp.example."
        return b"v=DKIM1; k=rsa; p=" + b64encode(public)

    assert dkim.verify(made.content, dnsfunc=published)
    signature = made.content.partition(b"\r\nFrom:")[0].lower()
    assert b"list-unsubscribe-post" in signature
    assert not dkim.verify(made.content.replace(b"hr.example/c/abc", b"hr.example/c/xyz"), dnsfunc=published)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "a\r\nBcc: x@example.com"},
        {"sender_name": "a\nBcc: x@example.com"},
        {"to": "a@example.com\r\nBcc: x@example.com"},
        {"reply_to": "a@example.com\nX: y"},
        {"unsubscribe": "https://a\r\nX: y"},
        {"attachments": (Attachment("a\r\nX: y", "text/plain", b""),)},
        {"to": "not an address"},
        {"to": "王@example.com"},
    ],
)
def test_nobody_puts_a_header_into_a_mail(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(NotTaken) as fault:
        mail.prepared(settings(tmp_path), message(**changes))
    assert fault.value.code in {"unsafe_header", "bad_address"}
    assert not fault.value.again


def test_tls_and_a_login_are_used_and_an_unknown_authority_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 2.0)  # this server leaves whoever has no password without an answer
    trusted = certificate(tmp_path)
    with post_office(trusted) as office:
        url = f"smtp://recruiting:hush@127.0.0.1:{office.port}"
        channel = Smtp(settings(tmp_path, smtp_url=url, smtp_ca_file=trusted[0]))
        channel.send(channel.prepare(message()))
        assert len(office.mails) == 1
        for wrong, code in (
            ({"smtp_url": url}, "mail_server_untrusted"),
            ({"smtp_url": url.replace("hush", "loud"), "smtp_ca_file": trusted[0]}, "mail_login_refused"),
        ):
            with pytest.raises(NotTaken, match=code):
                Smtp(settings(tmp_path, **wrong)).ready()
    with post_office() as office, pytest.raises(NotTaken, match="mail_server_without_tls"):
        Smtp(settings(tmp_path, smtp_url=f"smtp://127.0.0.1:{office.port}")).ready()
    with pytest.raises(NotTaken, match="mail_server_without_tls"):
        Smtp(settings(tmp_path, smtp_url="smtp+plain://mail.example")).ready()


def test_what_the_server_says_tells_whether_to_try_again(tmp_path: Path) -> None:
    with post_office() as office:
        channel = Smtp(settings(tmp_path, smtp_url=f"smtp+plain://127.0.0.1:{office.port}"))
        for said, again in (("451 4.3.0 later", True), ("550 5.7.1 never", False)):
            office.answers, office.to_recipient = [said], []
            with pytest.raises(NotTaken, match="message_refused") as fault:
                channel.send(channel.prepare(message()))
            assert fault.value.again is again
            office.answers, office.to_recipient = [], [said]
            with pytest.raises(NotTaken, match="recipient_refused") as fault:
                channel.send(channel.prepare(message()))
            assert fault.value.again is again
        office.to_recipient = []
        channel.send(channel.prepare(message()))
        assert len(office.mails) == 1
    with pytest.raises(NotTaken) as fault:
        channel.send(channel.prepare(message()))
    assert (fault.value.code, fault.value.again) == ("mail_server_away", True)


def test_a_text_names_the_gateways_template_and_is_signed(tmp_path: Path, gateway: str) -> None:
    channel = Sms(settings(tmp_path, sms_url=gateway, sms_secret=SECRET, sms_signature="某某科技"))
    with pytest.raises(NotTaken, match="template_not_approved"):
        channel.prepare(message())
    sent = message(provider_template="SMS_2718", variables=(("said.time", "9:00"),))
    assert channel.send(channel.prepare(sent)) == "sms-1"
    ((body, headers),) = Gateway.took
    Webhook(SECRET).verify(body, headers)
    said = json.loads(body)
    assert (said["signature"], said["template"], said["variables"]) == ("某某科技", "SMS_2718", {"said.time": "9:00"})
    assert said["text"].startswith("【某某科技】")
    with pytest.raises(NotTaken, match="message_too_long"):
        channel.prepare(message(provider_template="SMS_2718", text="长" * 600))


def test_a_webhook_is_verified_by_whoever_gets_it_and_its_answers_are_understood(tmp_path: Path, gateway: str) -> None:
    channel = SignedWebhook(settings(tmp_path, webhook_url=gateway, webhook_secret=SECRET))
    sent = message()
    channel.send(channel.prepare(sent))
    ((body, headers),) = Gateway.took
    assert Webhook(SECRET).verify(body, headers)["contact"] == str(sent.contact)
    for Gateway.status, again in ((503, True), (429, True), (400, False)):
        with pytest.raises(NotTaken) as fault:
            channel.send(channel.prepare(sent))
        assert fault.value.again is again
    for Gateway.status in (500, 504, 0):
        with pytest.raises(Unsure):
            channel.send(channel.prepare(sent))
    nobody = SignedWebhook(settings(tmp_path, webhook_url="http://127.0.0.1:1/", webhook_secret=SECRET))
    with pytest.raises(NotTaken, match="gateway_away"):
        nobody.send(nobody.prepare(sent))


def test_nothing_leaves_unless_it_is_real_and_the_list_allows(tmp_path: Path) -> None:
    off = WaysOut(settings(tmp_path))
    way = off.way(Channel.EMAIL, "wang@example.com").channel
    name = way.send(way.prepare(message()))
    assert [path.stem for path in (tmp_path / "sink").iterdir()] == [name]
    with pytest.raises(NotTaken, match="delivery_is_off"):
        off.way(Channel.SMS, "+8613800000000")
    real = {"delivery": "real", "smtp_url": "smtp+plain://127.0.0.1:1", "delivery_allowed": "li@a.example, @B.example"}
    some = WaysOut(settings(tmp_path, **real))
    for allowed in ("li@a.example", "LI@A.example", "x@b.example"):
        assert isinstance(some.way(Channel.EMAIL, allowed).channel, Smtp)
    for other in ("wang@a.example", "x@sub.b.example", "b.example", ""):
        with pytest.raises(NotTaken, match="not_allowed_yet"):
            some.way(Channel.EMAIL, other)
    lifted = WaysOut(settings(tmp_path, **real | {"delivery_allowed": "*"}))
    lifted.way(Channel.EMAIL, "anyone@example.com")
    assert lifted.way(Channel.PHONE, "").by_hand


@pytest.mark.parametrize("kind", Channel)
def test_every_channel_has_a_way_which_is_a_human_where_no_server_is(tmp_path: Path, kind: Channel) -> None:
    ways = WaysOut(settings(tmp_path))
    if kind in (Channel.SMS, Channel.WEBHOOK):
        with pytest.raises(NotTaken, match="delivery_is_off"):
            ways.way(kind, "")
    else:
        assert ways.way(kind, "wang@example.com").by_hand is (kind is not Channel.EMAIL)


def test_no_secret_of_a_channel_is_printed(tmp_path: Path) -> None:
    told = settings(
        tmp_path,
        smtp_url="smtp://u:hush@mail.example",
        sms_secret="hush",
        webhook_secret="hush",
        webhook_url="https://hush.example",
        sms_url="https://hush.example",
        alert_urls="wecombot://hush",
    )
    assert "hush" not in f"{told!r} {told} {told.model_dump_json()}"


def test_staff_are_told_that_somebody_waits_and_never_who(tmp_path: Path, gateway: str) -> None:
    candidate = new_id()
    told = settings(tmp_path, alert_urls=gateway.replace("http", "json"), company="某某科技")
    tell(told, WORDS["alert_reply"], candidate)
    ((body, _),) = Gateway.took
    said = json.loads(body)
    assert said["title"] == "某某科技"
    assert str(candidate) in said["message"]
    tell(settings(tmp_path), WORDS["alert_reply"], candidate)
    with pytest.raises(NotTold):
        tell(settings(tmp_path, alert_urls="json://127.0.0.1:1"), WORDS["alert_reply"], candidate)


ROBOTS: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "wecombot://abcdefghij": (NotifyWeComBot, lambda said: said["text"]["content"]),
    "dingtalk://abcdefghij": (NotifyDingTalk, lambda said: said["text"]["content"]),
    "feishu://abcdefghij": (NotifyFeishu, lambda said: said["content"]["text"]),
}


@pytest.mark.parametrize("robot", ROBOTS)
def test_each_robot_is_told_in_the_form_that_it_takes(
    tmp_path: Path, gateway: str, robot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Apprise knows one host for each, so only that is exchanged: what is posted is its own."""
    plugin, text = ROBOTS[robot]
    own = urlsplit(plugin.notify_url)
    monkeypatch.setattr(plugin, "notify_url", f"{gateway.rstrip('/')}{own.path}?{own.query}")
    candidate = new_id()
    tell(settings(tmp_path, alert_urls=robot, company="某某科技"), WORDS["alert_task"], candidate)
    ((body, headers),) = Gateway.took
    assert headers["Content-Type"].startswith("application/json")
    said = json.loads(body)
    assert said.get("msgtype", said.get("msg_type")) == "text"
    lines = text(said).splitlines()
    assert (lines[0], lines[1]) == ("某某科技", WORDS["alert_task"])
    assert lines[2].endswith(f"/v1/candidates/{candidate}")
    Gateway.status = 500
    with pytest.raises(NotTold):
        tell(settings(tmp_path, alert_urls=robot), WORDS["alert_task"], candidate)
