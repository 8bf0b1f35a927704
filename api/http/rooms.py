"""What the API reaches into: the ledger, its keys, its files, the read models. Opened once per process."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import anyio
from fastapi import Depends, Request
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, ConnectionPool
from starlette.concurrency import run_in_threadpool

from api.http.limits import Limits, connected
from api.http.tokens import Tokens
from domain.activity import put_in_force
from ledger.access import AccessKeys
from ledger.blobs import Blobs
from ledger.ledger import Ledger
from ledger.looks import Looks
from ledger.preference_links import preference_links
from ledger.proof.published import Published
from ledger.session import Session
from ledger.settings import Settings
from ledger.store import pool_of
from ledger.update_links import UpdateLinks
from projections.checkpoint import reached

WRITERS = 8
READERS = 8
POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Rooms:
    settings: Settings
    ledger: Ledger
    keys: AccessKeys
    links: UpdateLinks
    preferences: UpdateLinks
    """Links to the preference centre."""
    blobs: Blobs
    log: Published
    looks: Looks
    tokens: Tokens | None
    """None where no identity provider is set."""
    limits: Limits
    readers: ConnectionPool[Session]
    """For read models, as a role that can't write; in threads."""
    quick: AsyncConnectionPool[AsyncConnection[TupleRow]]
    """The same, without a thread, for what is asked most."""

    async def wait_for(self, position: int, seconds: float, names: Sequence[str] = ()) -> bool:
        """Whether these read models come to a position in time. Meanwhile it holds no connection."""
        deadline = anyio.current_time() + seconds
        while await run_in_threadpool(self._reached, names) < position:
            if anyio.current_time() >= deadline:
                return False
            await anyio.sleep(POLL_SECONDS)
        return True

    def _reached(self, names: Sequence[str]) -> int:
        with self.readers.connection() as connection:
            return reached(connection, names)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Rooms]:
    put_in_force(settings.activity_policy)
    reader = settings.conninfo("reader")
    kwargs: dict[str, Any] = {"autocommit": True, "prepare_threshold": 1}
    with (
        Ledger.open(settings, connections=WRITERS) as ledger,
        pool_of(reader, size=READERS) as readers,
    ):
        quick: AsyncConnectionPool[AsyncConnection[TupleRow]] = AsyncConnectionPool(
            reader, min_size=1, max_size=READERS, open=False, kwargs=kwargs
        )
        async with quick:
            blobs = Blobs(settings.blobs, ledger.keyring)
            links = UpdateLinks(ledger), preference_links(ledger)
            log, keys, looks = Published(readers), AccessKeys(ledger), Looks(ledger)
            tokens = Tokens(settings, ledger.digest) if settings.oidc_issuer else None
            redis = connected(settings.redis_url.get_secret_value()) if settings.redis_url else None
            limits = Limits(settings.calls_a_minute, redis)
            try:
                yield Rooms(settings, ledger, keys, *links, blobs, log, looks, tokens, limits, readers, quick)
            finally:
                looks.close()
                if redis is not None:
                    await redis.aclose()


async def _rooms(request: Request) -> Rooms:
    rooms: Rooms = request.app.state.rooms
    return rooms


InRooms = Annotated[Rooms, Depends(_rooms)]
