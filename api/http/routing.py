"""The route that everything under /v1 is made of: key first, then the body, read strictly."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.params import Form
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from api.http.caller import Allowed
from api.http.problem import Problem
from api.http.scope import in_path, require_within
from api.http.seen import record, way_of
from api.http.strict_json import StrictRequest


class KeyedRoute(APIRoute):
    """FastAPI reads a body before it asks its dependencies; here none is read before the key is good."""

    @property
    def gate(self) -> Allowed:
        """Raises LookupError when the signature names no role: such a route must not exist."""
        for dependency in self.dependant.dependencies:
            if isinstance(dependency.call, Allowed):
                return dependency.call
        raise LookupError(f"{self.path} does not say who may call it")

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle, gate, wanted = super().get_route_handler(), self.gate, self._media_type()
        way = way_of(self.path)

        async def admitted(request: Request) -> Response:
            caller = await gate(request)
            if caller.scope.limited and (people := in_path(request.path_params)):
                await run_in_threadpool(require_within, request.app.state.rooms, caller, *people)
            if wanted:
                require_media_type(request, wanted)
            response = await handle(StrictRequest(request.scope, request.receive))
            if response.status_code < HTTPStatus.BAD_REQUEST:
                await record(request, caller, gate.action, way)
            return response

        return admitted

    def _media_type(self) -> str | None:
        """Of the body, if the route takes one."""
        if self.body_field is None:
            return None
        return "multipart/form-data" if isinstance(self.body_field.field_info, Form) else "application/json"


class QuickRoute(KeyedRoute):
    """For what is asked most: `async`, of `caller`, `rooms` and ids in the path, and nothing else.

    Where a call says nothing more than that, the endpoint is called at once: FastAPI's own way of working out
    parameters takes longer than the whole answer (docs/decisions has the figures). Any other call, or one that
    is wrong, goes that way and gets the same answers.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle, gate, answer = super().get_route_handler(), self.gate, self.endpoint
        way = way_of(self.path)

        async def quickly(request: Request) -> Response:
            ids = None if _says_more(request) else _ids(request.path_params)
            if ids is None:
                return await handle(request)
            caller = await gate(request)
            if caller.scope.limited:
                return await handle(request)
            response: Response = await answer(caller=caller, rooms=request.app.state.rooms, **ids)
            await record(request, caller, gate.action, way)
            return response

        return quickly


def _says_more(request: Request) -> bool:
    return bool(request.scope["query_string"]) or "renmai-position" in request.headers


def _ids(path: dict[str, Any]) -> dict[str, UUID] | None:
    try:
        return {name: UUID(value) for name, value in path.items()}
    except ValueError:
        return None


def require_media_type(request: Request, wanted: str) -> None:
    """Raises Problem `wrong_media_type`. A call without any body needs to name none."""
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    empty = request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers
    if said != wanted and (said or not empty):
        raise Problem("wrong_media_type", f"here it is {wanted}")


def keyed_router(tag: str, route_class: type[KeyedRoute] = KeyedRoute) -> APIRouter:
    return APIRouter(prefix="/v1", tags=[tag], route_class=route_class)
