"""POST /v1/candidates/lookup: who is it? By a source's id, an e-mail, a phone or a name, in the body."""

from typing import Annotated

import orjson
from fastapi import Body, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.http.answering import answered
from api.http.caller import Caller, PeopleReader
from api.http.candidates import DossierPage
from api.http.freshness import Freshly
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.person import Text
from domain.vocabulary import Code
from ledger.intake.normalise.emails import canonical_email
from ledger.intake.normalise.phones import to_e164
from ledger.source_key import source_key
from projections.checkpoint import reached
from projections.dossiers import get_dossier
from projections.recall import Kind, recall
from projections.within import sees

router = keyed_router("candidates")


class LookupBody(BaseModel):
    """Exactly one of `external_id` (with its `source`), `email`, `phone` and `name`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Code | None = None
    external_id: Text | None = None
    email: Text | None = None
    phone: Text | None = None
    country: str | None = Field(None, pattern="^[A-Z]{2}$", description="Where a phone without its code belongs.")
    name: Text | None = None

    @model_validator(mode="after")
    def _one(self) -> "LookupBody":
        if len([each for each in (self.external_id, self.email, self.phone, self.name) if each is not None]) != 1:
            raise ValueError("exactly one of external_id, email, phone and name has to be given")
        return self

    def wanted(self) -> tuple[str, Kind]:
        """The value as it is kept, and what it is."""
        if self.email is not None:
            return canonical_email(self.email) or self.email, "email"
        if self.phone is not None:
            return to_e164(self.phone, (self.country,) if self.country else ()) or self.phone, "phone"
        return self.name or "", "name"


_KINDS: dict[str, dict[str, str]] = {
    "external_id": {"source": "career-site", "external_id": "A-1001"},
    "email": {"email": "xiaoming@example.com"},
    "phone": {"phone": "138 0013 8000", "country": "CN"},
    "name": {"name": "王小明"},
}
_EXAMPLES = {name: {"summary": f"By {name}", "value": value} for name, value in _KINDS.items()}


@router.post(
    "/candidates/lookup",
    summary="Find people by a source's id, an e-mail, a phone or a name",
    dependencies=[Depends(Freshly("people"))],
    response_class=Response,
    responses={200: {"model": DossierPage}, **problem_docs("not_yet")},
)
def lookup(
    caller: PeopleReader,
    rooms: InRooms,
    body: Annotated[LookupBody, Body(openapi_examples=_EXAMPLES)],
) -> Response:
    """In the body, because addresses of pages are logged everywhere and this is personal data."""
    if body.external_id is not None:
        return _by_source(rooms, caller, body.source or "", body.external_id)
    value, kind = body.wanted()
    with rooms.readers.connection() as connection:
        found = recall(connection, value, kind, scope=caller.scope)
    caller.shows(found.people)
    return answered({"items": [orjson.Fragment(each) for each in found.items], "next": found.next}, found.read_at)


def _by_source(rooms: InRooms, caller: Caller, source: str, external_id: str) -> Response:
    key = source_key(rooms.ledger, source, external_id)
    stream = rooms.ledger.store.source_keys([key]).get(key)
    with rooms.readers.connection() as connection:
        shown = stream is not None and sees(connection, caller.scope, stream)
        found = get_dossier(connection, stream) if shown and stream else None
        read_at = found.read_at if found else reached(connection, ["people"])
    items = [orjson.Fragment(found.document)] if found and found.document else []
    caller.shows([found.candidate] if items and found and found.candidate else [])
    return answered({"items": items, "next": None}, read_at)
