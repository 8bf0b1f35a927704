"""/u/TOKEN/rights: what a person may ask for by right, asked for by a signed link, and by when it is answered."""

from html import escape
from typing import Annotated
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Form, Response

from api.command_line.messages import catalogue
from api.http.own_data import Accepted, Token, opened
from api.http.own_page import gone_page, language_of, line, page, unknown_page
from api.http.rooms import InRooms
from api.machine.problem import marked
from domain.decision import Refused
from domain.decisions import ReceiveRightsRequest
from domain.dossier import Dossier
from domain.rights import RightsRequest
from domain.vocabulary import ConsentMethod, RightsKind
from ledger.envelope import Origin
from ledger.faults import CommandReused
from ledger.update_links import actor_of

router = APIRouter(include_in_schema=False)

ASKED = {
    RightsKind.ACCESS: marked("Tell me what you keep of me"),
    RightsKind.COPY: marked("Send me a copy of it"),
    RightsKind.CORRECTION: marked("Correct what is wrong"),
    RightsKind.RESTRICTION: marked("Keep it, and use it for nothing"),
    RightsKind.OBJECTION: marked("Stop using it for what I did not ask for"),
    RightsKind.ERASURE: marked("Delete it"),
}


AT_ONCE = frozenset({RightsKind.OBJECTION, RightsKind.RESTRICTION})
"""What is in force from the moment that it is asked for; what else it takes is answered later."""


@router.get("/u/{token}/rights")
def see(rooms: InRooms, token: Token, accepted: Accepted = None) -> Response:
    """Looking changes nothing."""
    language = language_of(accepted)
    dossier = opened(rooms, token, language)
    return dossier if isinstance(dossier, Response) else rights_page(language, dossier)


@router.post("/u/{token}/rights")
def ask(
    rooms: InRooms,
    token: Token,
    kind: Annotated[str, Form(max_length=20)],
    command: Annotated[str, Form(max_length=40)] = "",
    accepted: Accepted = None,
) -> Response:
    """A second click on the same page asks for nothing a second time."""
    language = language_of(accepted)
    signed = rooms.links.read(token)
    if signed is None:
        return unknown_page(language)
    candidate, link = signed
    if kind not in list(RightsKind):
        return see(rooms, token, accepted)
    try:
        asked = ReceiveRightsRequest(
            candidate=candidate,
            request=uuid5(link, f"{kind} {command}"),
            kind=RightsKind(kind),
            method=ConsentMethod.WEB_FORM,
            link=link,
        )
        rooms.ledger.submit(asked, Origin(actor_of(link)), command_id=_command(link, command, kind))
    except (Refused, CommandReused):
        return gone_page(language)
    return see(rooms, token, accepted)


def rights_page(language: str, dossier: Dossier) -> Response:
    _ = catalogue(language).gettext
    title, asked = _("Your rights"), list(dossier.rights.requests.values())
    parts = [f"<h1>{escape(title)}</h1>", line(_("You may ask for any of this; you need no account for it."))]
    parts += [f"<h2>{escape(_('What you asked for'))}</h2>"] if asked else []
    parts += [line(f"{_(ASKED[each.kind])}: {_state(language, each)}") for each in asked]
    parts.append('<form method="post" accept-charset="utf-8">')
    parts.append(f'<input type="hidden" name="command" value="{uuid4()}">')
    parts += [f'<button name="kind" value="{kind.value}">{escape(_(label))}</button>' for kind, label in ASKED.items()]
    parts.append(f'</form><p><a href="copy" download>{escape(_("Download what we keep of you"))}</a></p>')
    parts.append(f'<p><a href="copy.csv" download>{escape(_("The same as a table"))}</a></p>')
    return page(language, title, "".join(parts), 200)


def _state(language: str, request: RightsRequest) -> str:
    _ = catalogue(language).gettext
    if request.outcome is None:
        told = _("in force; we answer by {day}") if request.kind in AT_ONCE else _("we answer by {day}")
        return told.format(day=request.due_on.isoformat())
    return {"fulfilled": _("done"), "partly": _("done in part"), "refused": _("refused")}[request.outcome]


def _command(link: UUID, command: str, kind: str) -> UUID:
    return uuid5(link, f"rights {kind} {command}")
