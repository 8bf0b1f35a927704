"""Who would get a campaign if it were started now, and who would not and why: for HTTP and the command line."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.access import EVERYTHING, Scope
from domain.pool import asks_for
from domain.vocabulary import Basis, WhyNot
from ledger.campaigns import Decided, tried
from ledger.ledger import Ledger
from projections.cursor import place_of, written
from projections.searching import everybody

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Would:
    """Of one person."""

    candidate: UUID
    planned: bool
    basis: Basis | None
    not_before: datetime | None
    """It would leave then, at the earliest; None: at once."""
    reasons: tuple[WhyNot, ...]
    """Why not; without any, nobody can be spoken of under this id, or the step was planned before."""


@dataclass(slots=True)
class Counts:
    people: int = 0
    planned: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """By reason; one who is refused for two counts for both."""
    left_out: int = 0
    """In the pool under another record, too, or planned before."""
    last_leaves: datetime | None = None
    """When the last one would leave at the earliest, where not all would at once."""

    def add(self, one: Would) -> None:
        self.people += 1
        self.planned += one.planned
        self.refused.update(str(each) for each in one.reasons)
        self.left_out += not one.planned and not one.reasons
        if one.not_before and (self.last_leaves is None or one.not_before > self.last_leaves):
            self.last_leaves = one.not_before


@dataclass(frozen=True, slots=True)
class Page:
    items: list[Would]
    counts: Counts
    """Of these."""
    next: str | None


def page(ledger: Ledger, campaign: UUID, people: Sequence[UUID], cursor: str | None, limit: int) -> Page:
    """`people` are all in the pool, by id. Raises InvalidCursor, Refused."""
    after, planned = place_of(cursor, UUID, int) if cursor else (UUID(int=0), 0)
    some = [each for each in people if each > after][:limit]
    items = [_would(each) for each in tried(ledger, campaign, some, planned)]
    counts = counted(items)
    following = written([some[-1], planned + counts.planned]) if len(some) == limit else None
    return Page(items, counts, following)


def of_all(ledger: Ledger, campaign: UUID, people: Sequence[UUID]) -> Counts:
    """The same of everybody: some 20 s for 100,000 people. Raises Refused."""
    counts = Counts()
    for each in everyone(ledger, campaign, people):
        counts.add(each)
    return counts


def everyone(ledger: Ledger, campaign: UUID, people: Sequence[UUID]) -> Iterator[Would]:
    """A chunk at a time. Raises Refused."""
    planned = 0
    for at in range(0, len(people), CHUNK):
        for each in tried(ledger, campaign, people[at : at + CHUNK], planned):
            would = _would(each)
            planned += would.planned
            yield would


def counted(items: Sequence[Would]) -> Counts:
    counts = Counts()
    for each in items:
        counts.add(each)
    return counts


def as_json(counts: Counts) -> dict[str, Any]:
    return {
        "people": counts.people,
        "planned": counts.planned,
        "refused": dict(counts.refused),
        "left_out": counts.left_out,
        "last_leaves": counts.last_leaves,
    }


def in_pool(
    connection: Connection[Any], pool: UUID, text: str | None, scope: Scope = EVERYTHING
) -> tuple[int, list[UUID]]:
    """Everybody who is in it, by id, and the position that this rests on. Raises NotBuilt."""
    return everybody(connection, asks_for(pool, text), datetime.now(UTC), scope)


def _would(one: Decided) -> Would:
    planned, refused = one.planned, one.refused
    return Would(
        one.candidate,
        planned is not None,
        planned.basis if planned else None,
        planned.not_before if planned else None,
        refused.reasons if refused else (),
    )
