"""/p/TOKEN: the preference centre, by a signed link and without an account. Looking changes nothing.

`POST /p/TOKEN/unsubscribe` is the one click of RFC 8058: no login, no cookie, and nothing of its body is needed.
"""

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Header, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from api.http.own_page import gone_page, language_of, unknown_page
from api.http.preference_form import Unreadable, chosen, filled
from api.http.preference_page import centre_page, confirm_page, noted_page, unsubscribe_page
from api.http.problem import Problem
from api.http.receipts import receipt_of
from api.http.rooms import InRooms, Rooms
from domain.consents import Grant, Scope
from domain.decision import Refused
from domain.decisions import AnyCommand, ConfirmConsent, SetContactPreference, Unsubscribe
from domain.description import SELF
from domain.dossier import Dossier
from domain.vocabulary import ConsentMethod
from ledger.envelope import Origin
from ledger.faults import CommandReused
from ledger.preference_links import NO_CONTACT
from ledger.update_links import actor_of

router = APIRouter(include_in_schema=False)
Token = Annotated[str, Path(max_length=200)]
Accepted = Annotated[str | None, Header(alias="accept-language")]
MOST_FIELDS = 30


@router.get("/p/{token}")
def centre(rooms: InRooms, token: Token, accepted: Accepted = None) -> Response:
    language = language_of(accepted)
    found = _found(rooms, token)
    if found is None:
        return unknown_page(language)
    dossier, _link = found
    return _centre(dossier, token, language) if not dossier.erased else gone_page(language)


@router.post("/p/{token}")
async def answer(request: Request, rooms: InRooms, token: Token, accepted: Accepted = None) -> Response:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Problem("wrong_media_type", "here it is application/x-www-form-urlencoded")
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        many = {name: [str(each) for each in form.getlist(name)] for name in ("channels", "topics")}
        return await run_in_threadpool(_answered, rooms, token, dict(form), many, language_of(accepted))


@router.get("/p/{token}/unsubscribe")
def look(rooms: InRooms, token: Token, accepted: Accepted = None) -> Response:
    language = language_of(accepted)
    return unsubscribe_page(language) if rooms.preferences.read(token) else unknown_page(language)


@router.post("/p/{token}/unsubscribe")
def unsubscribe(rooms: InRooms, token: Token, accepted: Accepted = None) -> Response:
    language = language_of(accepted)
    signed = rooms.preferences.read(token)
    if signed is None:
        return unknown_page(language)
    candidate, link = signed
    contact = None if link == NO_CONTACT else link
    return _submitted(rooms, Unsubscribe(candidate=candidate, contact=contact, source=SELF), link, uuid4(), language)


@router.get("/p/{token}/confirm/{request_id}")
def ask_again(rooms: InRooms, token: Token, request_id: UUID, accepted: Accepted = None) -> Response:  # noqa: ARG001
    language = language_of(accepted)
    return confirm_page(language) if rooms.preferences.read(token) else unknown_page(language)


@router.post("/p/{token}/confirm/{request_id}")
def confirm(rooms: InRooms, token: Token, request_id: UUID, accepted: Accepted = None) -> Response:
    language = language_of(accepted)
    signed = rooms.preferences.read(token)
    if signed is None:
        return unknown_page(language)
    command = ConfirmConsent(candidate=signed[0], request=request_id, source=SELF)
    return _submitted(rooms, command, signed[1], uuid4(), language)


@router.get("/p/{token}/receipts/{position}")
def receipt(rooms: InRooms, token: Token, position: int, accepted: Accepted = None) -> Response:
    language = language_of(accepted)
    found = _found(rooms, token)
    if found is None:
        return unknown_page(language)
    made = receipt_of(rooms.ledger, found[0], position)
    return unknown_page(language) if made is None else made


def _answered(rooms: Rooms, token: str, form: dict[str, Any], many: dict[str, list[str]], language: str) -> Response:
    found = _found(rooms, token)
    if found is None:
        return unknown_page(language)
    dossier, link = found
    who: dict[str, Any] = {"candidate": dossier.candidate, "source": SELF, "method": ConsentMethod.WEB_FORM}
    if form.get("answer") == "stop":
        command = SetContactPreference(**who, stopped=True)
    else:
        try:
            command = SetContactPreference(**who, **filled(form, many).fields())
        except Unreadable as error:
            return _centre(dossier, token, language, wrong=error.field)
    return _submitted(rooms, command, link, _command_of(form), language)


def _submitted(rooms: Rooms, command: AnyCommand, link: UUID, command_id: UUID, language: str) -> Response:
    try:
        rooms.ledger.submit(command, Origin(actor_of(link)), command_id=command_id)
    except CommandReused:
        return noted_page(language)
    except Refused:
        return gone_page(language)
    return noted_page(language)


def _found(rooms: Rooms, token: str) -> tuple[Dossier, UUID] | None:
    signed = rooms.preferences.read(token)
    if signed is None:
        return None
    dossier, _ = rooms.ledger.dossier(signed[0])
    rooms.ledger.store.durable()
    return None if dossier is None else (dossier, signed[1])


def _centre(dossier: Dossier, token: str, language: str, wrong: str | None = None) -> Response:
    preference = dossier.boundaries.preference
    return centre_page(
        language,
        chosen(preference),
        _allowed(dossier),
        here=f"/p/{token}",
        command=str(uuid4()),
        stopped=bool(preference and preference.stopped),
        wrong=wrong,
    )


def _allowed(dossier: Dossier) -> list[Grant]:
    """What stands, the newest last."""
    consents = dossier.consents
    return [
        grant
        for grant in consents.grants
        if any(
            consents.governing(Scope(grant.purpose, channel, grant.controller, grant.recipient)) == grant
            for channel in grant.channels
        )
    ]


def _command_of(form: dict[str, Any]) -> UUID:
    """A second click is the same command; a form without one is a command of its own."""
    try:
        return UUID(str(form.get("command")))
    except ValueError:
        return uuid4()
