"""A pool as its stream makes it, and whom it asks for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from domain.events import (
    PoolAlertSet,
    PoolClosed,
    PoolCreated,
    PoolFilterChanged,
    PoolHandedOver,
    PoolRenamed,
    PoolShared,
)
from domain.recorded import Recorded, effective
from domain.search.filter import Node, Term
from domain.search.parse import parse
from domain.vocabulary import Purpose


@dataclass(frozen=True, slots=True)
class Pool:
    stream: UUID
    name: str | None = None
    """None: there is no such pool."""
    owner: str = ""
    sharing: str = "private"
    purpose: Purpose = Purpose.TALENT_POOL
    filter: str | None = None
    """None: it is a list."""
    alert: tuple[bool, bool] = (False, False)
    """Whether the owner is told of those who come in, and of those who go out."""
    closed: bool = False


def fold_pool(history: Iterable[Recorded]) -> Pool | None:
    """The pool as its effective history makes it; None without events."""
    pool: Pool | None = None
    for recorded in effective(list(history)):
        pool = evolve_pool(pool or Pool(recorded.stream), recorded)
    return pool


def evolve_pool(pool: Pool, recorded: Recorded) -> Pool:
    match recorded.event:
        case PoolCreated() as event:
            return Pool(pool.stream, event.name, event.owner, event.sharing, event.purpose, event.filter)
        case PoolRenamed() as event:
            return replace(pool, name=event.name)
        case PoolShared() as event:
            return replace(pool, sharing=event.sharing)
        case PoolAlertSet() as event:
            return replace(pool, alert=(event.on_entry, event.on_exit))
        case PoolHandedOver() as event:
            return replace(pool, owner=event.owner)
        case PoolFilterChanged() as event:
            return replace(pool, filter=event.filter)
        case PoolClosed():
            return replace(pool, closed=True)
        case _:
            return pool


def asks_for(pool: UUID, text: str | None) -> Node | None:
    """The filter of a pool; of a list, whoever is on it. Raises BadFilter."""
    return Term(field="list", value=str(pool)) if text is None else parse(text)


def open_to(owner: str, sharing: str, actors: Iterable[str | None]) -> bool:
    """Whether one of these, who act as one, may see and use it."""
    return sharing == "shared" or owner in actors
