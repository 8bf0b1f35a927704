"""POST /v1/inbound/{channel}: what gateways of other channels bring back, known by their signature (Standard Webhooks).

`webhook-id` is the message's own id: a call that is made again is the same message. An answer of 2xx means that it is
on disk, or nothing that is kept; anything else is an invitation to call again.
"""

import time
from base64 import b64encode
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from starlette.concurrency import run_in_threadpool

from api.http.problem import Problem
from api.http.rooms import InRooms, Rooms
from domain.person import ContactPoint, PointKind
from domain.vocabulary import AutoReply, Channel, Code
from ledger.intake.normalise.emails import canonical_email
from ledger.intake.normalise.phones import to_e164
from ledger.receiving import Arrived, bounced, file, last_sent_to, seen
from projections.addressees import contact_of, knows_all_until, only_one_at

router = APIRouter(include_in_schema=False)
PATIENCE = 5.0
KINDS: dict[Channel, PointKind] = {
    Channel.EMAIL: PointKind.EMAIL,
    Channel.SMS: PointKind.PHONE,
    Channel.PHONE: PointKind.PHONE,
    Channel.WECHAT: PointKind.WECHAT,
    Channel.WECOM: PointKind.WECHAT,
}
"""What an address of a channel is; of any other, something else."""


class Inbound(BaseModel):
    """`message`: somebody wrote. The others: what became of a message of ours."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    type: Literal["message", "delivered", "bounced"] = "message"
    sender: str | None = Field(None, alias="from", max_length=500)
    text: str = Field("", max_length=100_000)
    contact: UUID | None = None
    """Of ours, that it answers or speaks of, where the gateway knows."""
    automatic: bool = False
    hard: bool = True
    status: Code | None = None


@router.post("/v1/inbound/{channel}", status_code=204)
async def inbound(request: Request, rooms: InRooms, channel: Annotated[Channel, Path()]) -> Response:
    content = await request.body()
    said = _verified(rooms, content, request)
    return await run_in_threadpool(_filed, rooms, channel, request.headers["webhook-id"], said)


def _verified(rooms: Rooms, content: bytes, request: Request) -> Inbound:
    """Raises Problem."""
    secret = rooms.settings.inbound_secret
    if secret is None:
        raise Problem("no_such_route")
    plain = secret.get_secret_value()
    key = plain if plain.startswith("whsec_") else "whsec_" + b64encode(plain.encode()).decode()
    try:
        Webhook(key).verify(content.decode(), dict(request.headers))
        return Inbound.model_validate_json(content)
    except (WebhookVerificationError, UnicodeDecodeError):
        raise Problem("bad_signature") from None
    except ValidationError:
        raise Problem("malformed_body") from None


def _filed(rooms: Rooms, channel: Channel, message_id: str, said: Inbound) -> Response:
    arrived = Arrived(
        channel=channel,
        message_id=message_id[:500],
        point=_point(channel, said.sender),
        said=said.text.strip(),
        automatic=AutoReply.OTHER if said.automatic else None,
    )
    if not seen(rooms.ledger, arrived):
        candidate, contact = _whose(rooms, said.contact, arrived.point)
        if said.type == "message":
            file(rooms.ledger, rooms.blobs, arrived, candidate, contact)
        elif candidate is not None and contact is not None:
            what = "delivered" if said.type == "delivered" else "hard" if said.hard else "soft"
            bounced(rooms.ledger, arrived, candidate, contact, what, said.status)
    return Response(status_code=204)


def _whose(rooms: Rooms, contact: UUID | None, point: ContactPoint | None) -> tuple[UUID | None, UUID | None]:
    head, deadline = rooms.ledger.store.head(), time.monotonic() + PATIENCE
    while True:
        with rooms.readers.connection() as connection:
            complete = knows_all_until(connection, head)
            if found := contact_of(connection, [contact] if contact else []):
                return found[1], found[0]
            candidate = None
            if point is not None and point.kind in (PointKind.EMAIL, PointKind.PHONE):
                candidate = only_one_at(connection, "email" if point.kind is PointKind.EMAIL else "phone", point.value)
        if candidate is not None:
            return candidate, last_sent_to(rooms.ledger, candidate, point)
        if complete:
            return None, None
        if time.monotonic() > deadline:
            raise Problem("not_yet")
        time.sleep(0.05)


def _point(channel: Channel, sender: str | None) -> ContactPoint | None:
    if not sender:
        return None
    kind = KINDS.get(channel, PointKind.OTHER)
    known = {PointKind.EMAIL: canonical_email(sender), PointKind.PHONE: to_e164(sender, ("CN",))}
    return ContactPoint(kind=kind, value=known.get(kind) or sender)
