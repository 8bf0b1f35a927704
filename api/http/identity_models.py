"""By which weights records are compared: an admin sees every model there was, and publishes the next."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import Body, Response
from pydantic import BaseModel, ConfigDict

from api.http.caller import ModelKeeper
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION, ReceiptBody, answer
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.identity import DEFAULT, IdentityModel
from domain.identity_models import STREAM
from domain.vocabulary import Code

router = keyed_router("identity models")


class Model(BaseModel):
    number: int
    position: int | None
    """None: it came with the software."""
    published_at: datetime | None
    published_by: tuple[str, ...]
    why: str | None
    model: IdentityModel


class Models(BaseModel):
    items: list[Model]
    """The newest, which holds, first."""


class NewModel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    model: IdentityModel
    why: Code


_NEXT: dict[str, Any] = {"model": DEFAULT.model_dump(mode="json") | {"version": "identity-2"}, "why": "fewer-reviews"}


@router.get("/identity-models", summary="The models by which records are or were compared")
def published(caller: ModelKeeper, rooms: InRooms, response: Response) -> Models:  # noqa: ARG001
    items = [Model.model_validate(asdict(each) | {"model": each.model}) for each in rooms.ledger.models.all()]
    rooms.ledger.store.durable()
    response.headers[POSITION] = str(rooms.ledger.store.head())
    return Models(items=items[::-1])


@router.post(
    "/identity-models",
    status_code=201,
    summary="Publish a model: from now on records are compared by it, and those there are looked at again",
    responses=problem_docs(
        *("model_version_known", "model_incomplete", "model_zones_crossed", "unknown_frequencies", "stream_moved")
    ),
)
def publish(
    caller: ModelKeeper,
    rooms: InRooms,
    response: Response,
    body: Annotated[NewModel, Body(openapi_examples={"example": {"summary": "Another version", "value": _NEXT}})],
) -> ReceiptBody:
    """What a worker then finds is proposed, never merged nor parted. 200 where this model holds already."""
    receipt = rooms.ledger.models.publish(body.model, body.why, caller.actor, caller.on_behalf_of)
    return answer(receipt, STREAM, response)
