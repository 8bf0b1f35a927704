"""/u/TOKEN: a person sees and corrects their own data, by a signed link. Looking changes nothing."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Header, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from api.http.own_form import Unreadable, corrections, filled, shown
from api.http.own_page import form_page, gone_page, language_of, thanks_page, unknown_page
from api.http.problem import Problem
from api.http.rooms import InRooms, Rooms
from domain.decision import Refused
from domain.decisions import CorrectOwnProfile
from domain.dossier import Dossier
from domain.update_link import require_good
from ledger.envelope import Origin
from ledger.faults import CommandReused, VersionMoved
from ledger.intake.normalise.places import region_code
from ledger.update_links import actor_of

router = APIRouter(include_in_schema=False)
Token = Annotated[str, Path(max_length=200)]
Accepted = Annotated[str | None, Header(alias="accept-language")]
MOST_FIELDS = 20


@router.get("/u/{token}")
def see(rooms: InRooms, token: Token, accepted: Accepted = None) -> Response:
    language = language_of(accepted)
    dossier = opened(rooms, token, language)
    if isinstance(dossier, Response):
        return dossier
    values = shown(dossier.profile)
    return form_page(language, values, seen=_position(dossier), command=str(uuid4()), rights=f"{token}/rights")


@router.post("/u/{token}")
async def answer(request: Request, rooms: InRooms, token: Token, accepted: Accepted = None) -> Response:
    """Only the form itself is read: no file, and no more fields than it has."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Problem("wrong_media_type", "here it is application/x-www-form-urlencoded")
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        return await run_in_threadpool(_answered, rooms, token, dict(form), language_of(accepted))


def _answered(rooms: Rooms, token: str, form: dict[str, Any], language: str) -> Response:
    signed = rooms.links.read(token)
    if signed is None:
        return unknown_page(language)
    candidate, link = signed
    command_id = _command_of(form)
    dossier, versions = rooms.ledger.dossier(candidate)
    if not good(rooms, dossier, link):
        return gone_page(language)
    assert dossier is not None
    if rooms.ledger.store.command(actor_of(link), command_id):
        rooms.ledger.store.durable()
        return thanks_page(language)
    again = partial(form_page, language, seen=_position(dossier), command=str(uuid4()))
    if form.get("seen") != str(_position(dossier)):
        return again(shown(dossier.profile), moved=True)
    try:
        command = _command(dossier, link, form)
        rooms.ledger.submit(command, Origin(actor_of(link)), command_id=command_id, expected=versions)
    except Unreadable as error:
        kept = {name: value if isinstance(value := form.get(name, ""), str) else "" for name in shown(dossier.profile)}
        return again(kept, wrong=error.field)
    except VersionMoved:
        return again(shown(dossier.profile), moved=True)
    except CommandReused:
        return thanks_page(language)
    except Refused:
        return gone_page(language)
    return thanks_page(language)


def _command(dossier: Dossier, link: UUID, form: dict[str, Any]) -> CorrectOwnProfile:
    """Of the survivor of any merge, whoever the link was sent to. Raises Unreadable."""
    if form.get("answer") == "unchanged":
        return CorrectOwnProfile(candidate=dossier.candidate, link=link)
    said = corrections(dossier.profile, filled(form))
    region = region_code(said["person"].place) if said["person"] else None
    return CorrectOwnProfile(candidate=dossier.candidate, link=link, region=region, **said)


def opened(rooms: Rooms, token: str, language: str) -> Dossier | Response:
    """Whom the link shows to themselves, as it is on disk; or the page that says why it opens nothing."""
    signed = rooms.links.read(token)
    if signed is None:
        return unknown_page(language)
    dossier, _ = rooms.ledger.dossier(signed[0])
    if dossier is None or not good(rooms, dossier, signed[1]):
        return gone_page(language)
    rooms.ledger.store.durable()
    return dossier


def good(rooms: Rooms, dossier: Dossier | None, link: UUID) -> bool:
    if dossier is None or dossier.void or dossier.erased:
        return False
    try:
        require_good(dossier, link, rooms.ledger.clock())
    except Refused:
        return False
    return True


def _position(dossier: Dossier) -> int:
    return max(record.last_position for record in dossier.records)


def _command_of(form: dict[str, Any]) -> UUID:
    """What the form was made with; a new one where somebody changed it."""
    try:
        return UUID(str(form.get("command")))
    except ValueError:
        return uuid4()
