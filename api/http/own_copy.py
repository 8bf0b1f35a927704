"""/u/TOKEN/copy: a person's copy of what is kept of them, as a file, by the same signed link (GDPR 15 and 20, PIPL 45).

What they said and what was said of them by sources, what they agreed to, what was sent, what they asked for, and who
looked. What colleagues judged and noted is answered by staff: it may tell of others.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.http.own_data import Accepted, Token, opened
from api.http.own_page import HEADERS, language_of
from api.http.rooms import InRooms
from domain.dossier import Dossier
from projections import contact_log, looks

router = APIRouter(include_in_schema=False)
MOST = 1_000
"""Contacts, and looks: the newest."""


@router.get("/u/{token}/copy")
def copy(rooms: InRooms, token: Token, accepted: Accepted = None) -> Response:
    """Looking changes nothing."""
    dossier = opened(rooms, token, language_of(accepted))
    if isinstance(dossier, Response):
        return dossier
    with rooms.readers.connection() as connection:
        written = contact_log.of_one(connection, dossier.candidate, limit=MOST).items
        seen = looks.of_one(connection, dossier.candidate, limit=MOST).items
    said = _kept(dossier) | {"contacts": written, "who_looked": seen}
    body = orjson.dumps(said, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)
    headers = HEADERS | {
        "Content-Disposition": 'attachment; filename="my-data.json"',
        "Cache-Control": "no-store",
    }
    return Response(body, 200, headers, "application/json")


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
