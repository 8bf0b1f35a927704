"""The other side of `get`: an application of one route, with the API's own authentication and one raw SELECT."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from fastapi import FastAPI, Response

from api.http.caller import PeopleReader
from api.http.rooms import InRooms, opened
from api.http.routing import keyed_router
from ledger.settings import Settings

router = keyed_router("raw")


@router.get("/candidates/{candidate}")
async def raw(caller: PeopleReader, rooms: InRooms, candidate: UUID) -> Response:
    caller.shows(())  # nothing is recorded here
    async with rooms.quick.connection() as connection:
        cursor = await connection.execute("SELECT document FROM read.dossiers WHERE dossier = %s", (candidate,))
        row = await cursor.fetchone()
    assert row is not None
    return Response(row[0], media_type="application/json")


def create_app() -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(Settings()) as rooms:
            app.state.rooms = rooms
            yield

    app = FastAPI(lifespan=lifespan)
    app.include_router(router)
    return app
