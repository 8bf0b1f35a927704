"""/u/TOKEN/copy: a person's copy of what is kept of them, as a file, by the same signed link (GDPR 15 and 20, PIPL 45).

What they said and what was said of them by sources, what they agreed to, what was sent, what they asked for, who
looked, and to whom outside it was given. What colleagues judged and noted is answered by staff: it may tell of others.
`/copy.csv` says the same as a table: a line for each value.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from operator import attrgetter
from typing import Any

import orjson
from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.http.own_data import Accepted, Token, opened
from api.http.own_page import HEADERS, language_of
from api.http.rooms import InRooms, Rooms
from domain.dossier import Dossier
from domain.events import PersonalDataDisclosed
from domain.recorded import effective
from ledger.intake.formats.table import neutralised
from projections import contact_log, looks

router = APIRouter(include_in_schema=False)
MOST = 1_000
"""Contacts, and looks: the newest."""


COLUMNS = ("part", "number", "field", "value")
FILES = {
    "my-data.json": "application/json",
    "my-data.csv": "text/csv; charset=utf-8",
}


@router.get("/u/{token}/copy")
def copy(rooms: InRooms, token: Token, accepted: Accepted = None) -> Response:
    """Looking changes nothing."""
    said = _said(rooms, token, accepted)
    return said if isinstance(said, Response) else _file("my-data.json", orjson.dumps(said, option=orjson.OPT_INDENT_2))


@router.get("/u/{token}/copy.csv")
def table(rooms: InRooms, token: Token, accepted: Accepted = None) -> Response:
    said = _said(rooms, token, accepted)
    return said if isinstance(said, Response) else _file("my-data.csv", _as_table(said))


def _file(name: str, body: bytes) -> Response:
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, 200, headers, FILES[name])


def _said(rooms: Rooms, token: str, accepted: str | None) -> dict[str, Any] | Response:
    """All of it in plain words, numbers, lists and objects; or the page that says why the link opens nothing."""
    dossier = opened(rooms, token, language_of(accepted))
    if isinstance(dossier, Response):
        return dossier
    with rooms.readers.connection() as connection:
        written = contact_log.of_one(connection, dossier.candidate, limit=MOST).items
        seen = looks.of_one(connection, dossier.candidate, limit=MOST).items
    said = _kept(dossier) | {"contacts": written, "who_looked": seen, "recipients": _recipients(rooms, dossier)}
    plain: dict[str, Any] = orjson.loads(orjson.dumps(said, default=_plain, option=orjson.OPT_NON_STR_KEYS))
    return plain


def _recipients(rooms: Rooms, person: Dossier) -> list[dict[str, Any]]:
    """To whom outside their data was given: each time, when, what for, on what ground; the newest first."""
    histories = rooms.ledger.histories(person.members, unseal=False).values()
    given = [each for history in histories for each in effective(history)]
    return [
        {
            "recipient": each.event.recipient,
            "given_at": each.happened_at,
            "purpose": each.event.purpose,
            "controller": each.event.controller,
            "basis": each.event.basis,
            "basis_position": each.event.basis_position,
            "classes": each.event.classes,
            "export": each.event.export,
            "position": each.position,
        }
        for each in sorted(given, key=attrgetter("position"), reverse=True)
        if isinstance(each.event, PersonalDataDisclosed)
    ]


def _as_table(said: dict[str, Any]) -> bytes:
    """With the mark by which spreadsheets know UTF-8; no cell runs as a formula."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    for part, kept in said.items():
        for number, item in enumerate(kept if isinstance(kept, list) else [kept], 1):
            lines.writerows([part, number, field, neutralised(value)] for field, value in _values(item))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def _values(item: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Each value under the path to it: `employments.1.title`."""
    if isinstance(item, dict | list):
        named = item.items() if isinstance(item, dict) else enumerate(item, 1)
        for name, value in named:
            yield from _values(value, f"{field}.{name}".removeprefix("."))
    elif item is not None:
        yield field, item if isinstance(item, str) else orjson.dumps(item).decode()


def _kept(person: Dossier) -> dict[str, Any]:
    return {
        "id": person.candidate,
        "profile": person.profile,
        "sources": [
            {"source": name, "said": said}
            for record in person.records
            for name, said in record.described.sources.items()
        ],
        "tags": person.knowing.tags,
        "consents": person.consents.grants,
        "requests": list(person.rights.requests.values()),
        "applications": [
            {"job": each.job, "controller": each.controller, "applied_at": each.applied_at, "stage": each.stage}
            for each in person.journey.applications.values()
        ],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, tuple | frozenset | Mapping):
        return dict(value) if isinstance(value, Mapping) else list(value)
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
