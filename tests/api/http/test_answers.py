"""What comes back over HTTP: signed calls of gateways, opens and clicks, and the lists of what waits for a human."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
from standardwebhooks.webhooks import Webhook

from domain.decisions import DispatchContact, PlanContact, ReportSent
from domain.person import ContactPoint, PointKind
from domain.vocabulary import Channel, Purpose
from ledger.ledger import Origin, new_id
from ledger.tracking_links import TrackingLinks
from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

BY = Origin(actor="system:test")
SECRET = "whsec_cmVubWFpIGluYm91bmQgc2VjcmV0"
BROWSER = {"User-Agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4"}


def sent(api: Api) -> tuple[UUID, UUID, str]:
    """A text message to a number of its own."""
    number = f"+86138{uuid4().int % 10**8:08d}"
    candidate = api.ingested(person={"name": {"full": "王小明"}, "points": [{"kind": "phone", "value": number}]})
    point = ContactPoint(kind=PointKind.PHONE, value=number)
    contact = new_id()
    plan = PlanContact(
        candidate=candidate,
        contact=contact,
        channel=Channel.SMS,
        purpose=Purpose.RIGHTS_REPLY,
        sender="user:li",
        address=point,
    )
    for command in (plan, DispatchContact(candidate=candidate, contact=contact)):
        api.ledger.submit(command, BY)
    api.ledger.submit(ReportSent(candidate=candidate, contact=contact), BY)
    api.follow()
    return candidate, contact, number


def called(api: Api, said: dict[str, Any], message_id: str, *, secret: str = SECRET, late: int = 0) -> httpx.Response:
    content, then = json.dumps(said), datetime.now(UTC) - timedelta(seconds=late)
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(then.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, then, content),
        "Content-Type": "application/json",
    }
    return api.client.post("/v1/inbound/sms", content=content, headers=headers)


@pytest.fixture
def gateway(api: Api, monkeypatch: pytest.MonkeyPatch) -> Api:
    """The API with a secret that it shares with a gateway."""
    app: Any = api.client.app
    rooms = app.state.rooms
    changed = rooms.settings.at(inbound_secret=SECRET)
    monkeypatch.setattr(type(rooms), "__setattr__", object.__setattr__)
    monkeypatch.setattr(rooms, "settings", changed)
    return api


def types(api: Api, stream: UUID) -> list[str]:
    return [each.event.type for each in api.ledger.history(stream)]


def test_a_text_message_comes_back_once_and_stop_counts(gateway: Api) -> None:
    candidate, _, number = sent(gateway)
    for _ in range(2):
        assert called(gateway, {"from": number, "text": "ＴＤ"}, f"g-{candidate}").status_code == 204
    assert types(gateway, candidate).count("replied") == 1
    assert types(gateway, candidate).count("unsubscribed") == 1
    gateway.follow()
    waiting = gateway.get("/v1/answers?limit=200").json()["items"]
    assert [each["stop"] for each in waiting if each["stream"] == str(candidate)] == ["whole"]


def test_a_call_that_is_not_signed_as_agreed_is_turned_away(api: Api, gateway: Api) -> None:
    said = {"from": "+8613800138000", "text": "STOP"}
    for wrong in ({"secret": "whsec_b3RoZXI="}, {"late": 3600}):
        answer = called(gateway, said, "g-wrong", **wrong)
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")


def test_whose_a_message_is_a_human_says(gateway: Api) -> None:
    candidate, contact, _ = sent(gateway)
    assert called(gateway, {"from": "+8613912345678", "text": "我换号了"}, f"g2-{candidate}").status_code == 204
    gateway.follow()
    waiting = gateway.get("/v1/answers?state=unmatched&limit=200").json()["items"]
    message = waiting[-1]["stream"]
    assert gateway.get(f"/v1/messages/{message}").json()["said"] == "我换号了"
    gateway.stored(f"/v1/messages/{message}/assign", {"candidate": str(candidate), "contact": str(contact)})
    assert types(gateway, candidate)[-1] == "replied"
    again = gateway.post(f"/v1/messages/{message}/dismiss", {"why": "spam"})
    assert again.json()["code"] == "message_settled"
    gateway.follow()
    left = gateway.get("/v1/answers?state=unmatched&limit=200").json()["items"]
    assert message not in [each["stream"] for each in left]


def test_a_link_leads_only_where_it_led_and_ends_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    candidate, contact, _ = sent(api)
    (left,) = [each for each in api.ledger.history(candidate) if each.event.type == "contact-dispatched"]
    rooms = api.client.app.state.rooms  # type: ignore[attr-defined]
    monkeypatch.setattr(rooms.ledger, "clock", lambda: left.recorded_at + timedelta(seconds=10))
    links = TrackingLinks(api.ledger)
    path = "/" + links.link(candidate, contact, 1, "https://example.com/jobs?id=7&x=1")
    for method in ("HEAD", "GET"):
        answer = api.client.request(method, path, headers=BROWSER, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (302, "https://example.com/jobs?id=7&x=1")
    token = path.split("/")[2]
    elsewhere = links.link(candidate, contact, 1, "https://evil.example").split("/")[2]
    assert api.client.get(f"/c/{token}/{elsewhere}", headers=BROWSER, follow_redirects=False).status_code == 404
    picture = api.client.get("/" + links.picture(candidate, contact), headers=BROWSER)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/gif")
    assert types(api, candidate)[-1] == "contact-opened"
    assert not {"unsubscribed", "consent-withdrawn", "consent-given"} & set(types(api, candidate))
    # So soon after it left, whoever looks is a machine.
    looks = [each.event for each in api.ledger.history(candidate) if each.event.type in LOOKS]
    assert all(getattr(each, "by_machine", False) for each in looks)


LOOKS = ("contact-opened", "contact-clicked")
