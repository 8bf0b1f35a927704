"""/v1/wecom: what WeCom calls back about external contacts (客户联系), in its own way of signing and sealing.

Somebody added one of ours: their address there works. Somebody deleted one of ours, or was deleted: it does not any
more. People are known by the id that WeCom gives them, as a record of the source `wecom` has it; of anybody else
nothing is kept. An answer of 200 means that it is on disk, or nothing that is kept; WeCom calls again otherwise.
"""

from typing import Annotated
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.http.problem import Problem
from api.http.rooms import InRooms, Rooms
from api.http.wecom_seal import NotSealed, opened
from domain.decision import Refused
from domain.decisions import InvalidateContactPoint, VerifyContactPoint
from domain.decisions.addressed import OfCandidate
from domain.person import ContactPoint, PointKind
from ledger.envelope import Origin
from ledger.source_key import source_key

router = APIRouter(include_in_schema=False)
BY = Origin(actor="system:wecom")
SPACE = UUID("0f2f6d0c-6f0b-4f0e-9a55-7a4b6f1f3c52")
SOURCE = "wecom"
ADDED = frozenset({"add_external_contact", "add_half_external_contact"})
DELETED = frozenset({"del_external_contact", "del_follow_user"})
"""By one of ours, and by the contact."""
Word = Annotated[str, Query(max_length=200)]


@router.get("/v1/wecom")
def asked_whether_it_is_us(
    rooms: InRooms, msg_signature: Word, timestamp: Word, nonce: Word, echostr: Annotated[str, Query(max_length=2_000)]
) -> Response:
    """When the address is entered at WeCom. Raises Problem."""
    return Response(_opened(rooms, msg_signature, timestamp, nonce, echostr), media_type="text/plain")


@router.post("/v1/wecom")
async def called(request: Request, rooms: InRooms, msg_signature: Word, timestamp: Word, nonce: Word) -> Response:
    body = _read(await request.body())
    said = _read(_opened(rooms, msg_signature, timestamp, nonce, body.findtext("Encrypt", "")))
    await run_in_threadpool(_filed, rooms, {each.tag: each.text or "" for each in said})
    return Response("success", media_type="text/plain")


def _opened(rooms: Rooms, signature: str, timestamp: str, nonce: str, sealed: str) -> bytes:
    corp, token, key = rooms.settings.wecom_corp_id, rooms.settings.wecom_token, rooms.settings.wecom_aes_key
    if not corp or token is None or key is None:
        raise Problem("no_such_route")
    try:
        return opened(token.get_secret_value(), key.get_secret_value(), corp, signature, timestamp, nonce, sealed)
    except NotSealed:
        raise Problem("bad_signature") from None


def _read(body: bytes) -> Element:
    try:
        found: Element = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError):
        raise Problem("malformed_body") from None
    return found


def _filed(rooms: Rooms, said: dict[str, str]) -> None:
    change, contact = said.get("ChangeType"), said.get("ExternalUserID")
    if said.get("Event") != "change_external_contact" or not contact or change not in ADDED | DELETED:
        return
    key = source_key(rooms.ledger, SOURCE, contact)
    stream = rooms.ledger.store.source_keys([key]).get(key)
    if stream is None:
        return
    point = ContactPoint(kind=PointKind.WECHAT, value=contact)
    command: OfCandidate = (
        VerifyContactPoint(candidate=stream, point=point)
        if change in ADDED
        else InvalidateContactPoint(candidate=stream, point=point, why="unreachable")
    )
    name = "/".join((contact, said.get("UserID", ""), change, said.get("CreateTime", "")))
    try:
        rooms.ledger.submit(command, BY, command_id=uuid5(SPACE, name))
    except Refused:
        rooms.ledger.store.durable()  # merged away, erased, or the address is none of theirs: there is nothing to keep
