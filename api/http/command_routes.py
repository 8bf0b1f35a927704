"""The routes of `commands.ROUTES`, made from it: exact bodies, examples, and one way for all of them."""

import inspect
import re
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, Response
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from api.http.attempt import Attempt, Attempted
from api.http.caller import Allowed, Caller
from api.http.canonical import canonical_values
from api.http.command_route import CommandRoute
from api.http.commands import ROUTES
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms, Rooms
from api.http.routing import keyed_router
from api.http.scope import require_command_within
from api.http.validation import misread
from domain.decision import Command

router = keyed_router("commands")


def body_of(row: CommandRoute) -> type[BaseModel]:
    """The command's fields without those of the path, with the id of what is new made optional."""
    left_out = {"type", *in_path(row)} | ({"by"} if row.by else set())
    left_out |= {name for name, info in row.command.model_fields.items() if info.annotation is type(None)}
    fields: dict[str, Any] = {}
    for name, info in row.command.model_fields.items():
        if name == row.makes:
            fields[name] = (UUID | None, None)
        elif name not in left_out:
            fields[name] = (info.annotation, info)
    return create_model(
        f"{row.command.__name__}Body",
        __config__=ConfigDict(extra="forbid", frozen=True),
        __doc__=row.command.__doc__ if row.command.__doc__ != Command.__doc__ else None,
        **fields,
    )


def in_path(row: CommandRoute) -> list[str]:
    return re.findall(r"{(\w+)}", row.path)


def _endpoint(row: CommandRoute) -> Callable[..., ReceiptBody]:
    body_type, path = body_of(row), in_path(row)

    def endpoint(
        caller: Caller, rooms: Rooms, attempt: Attempt, response: Response, body: BaseModel, **ids: UUID
    ) -> ReceiptBody:
        values = canonical_values(dict(body)) | ids
        if row.makes and values[row.makes] is None:
            values[row.makes] = attempt.new_stream(caller, row.makes)
        if row.by:
            values["by"] = caller.by
        try:
            command = row.command(**values)
        except ValidationError as error:
            raise misread(error) from None
        require_command_within(rooms, caller, command)
        stream = values[path[0] if path else str(row.makes)]
        receipt = rooms.ledger.submit(
            command, attempt.origin(caller), command_id=attempt.command_id, expected=attempt.expected
        )
        return answer(receipt, stream, response, values.get(row.makes or ""))

    example: dict[str, Any] = {"example": {"summary": row.summary, "value": row.example}}
    parameters = {
        "caller": Annotated[Caller, Depends(Allowed(row.may))],
        "rooms": InRooms,
        "attempt": Attempted,
        "response": Response,
        "body": Annotated[body_type, Body(openapi_examples=example)],
        **dict.fromkeys(path, UUID),
    }
    needs_none = not any(info.is_required() for info in body_type.model_fields.values())
    defaults = [body_type() if name == "body" and needs_none else inspect.Parameter.empty for name in parameters]
    endpoint.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
            for (name, annotation), default in zip(parameters.items(), defaults, strict=True)
        ]
    )
    endpoint.__annotations__ = dict(parameters)
    endpoint.__name__ = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", row.command.__name__).lower()
    return endpoint


for _row in ROUTES:
    router.add_api_route(
        _row.path,
        _endpoint(_row),
        methods=["POST"],
        status_code=201,
        response_model=ReceiptBody,
        summary=_row.summary,
        responses=problem_docs(
            "no_such_candidate", "stream_moved", "version_moved", "command_id_reused", "outcome_unknown"
        ),
    )
