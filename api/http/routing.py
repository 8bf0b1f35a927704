"""The route that everything under /v1 is made of: key first, then the body, read strictly."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from api.http.caller import Allowed
from api.http.strict_json import StrictRequest


class KeyedRoute(APIRoute):
    """FastAPI reads a body before it asks its dependencies; here nobody's body is read before the key is good."""

    @property
    def gate(self) -> Allowed:
        """Raises LookupError when the signature names no role: such a route must not exist."""
        for dependency in self.dependant.dependencies:
            if isinstance(dependency.call, Allowed):
                return dependency.call
        raise LookupError(f"{self.path} does not say who may call it")

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle, gate = super().get_route_handler(), self.gate

        async def admitted(request: Request) -> Response:
            await gate(request)
            return await handle(StrictRequest(request.scope, request.receive))

        return admitted


def keyed_router(tag: str) -> APIRouter:
    return APIRouter(prefix="/v1", tags=[tag], route_class=KeyedRoute)
