"""What is said to have changed of people and waits for somebody; and what became of the rest.

Whether a suggestion has expired is taken at the moment of asking.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection, sql

from domain.suggestions import Suggestion, SuggestionState
from projections.cursor import place_of, written
from projections.parts import SEEN
from projections.person import Person
from projections.projection import Table, Values, View

TABLE = Table(
    name="suggestions",
    columns=(
        *("dossier", "suggestion", "position", "source", "attributes", "suggested_at", "expires_on", "state"),
        *("settled_at", "settled_by", "why", "content"),
    ),
    ddl="""
        CREATE TABLE suggestions (
            dossier      uuid   NOT NULL,
            suggestion   uuid   NOT NULL,
            position     bigint NOT NULL,
            source       text   NOT NULL,
            attributes   text[] NOT NULL,
            suggested_at timestamptz NOT NULL,
            expires_on   date,
            state        text   NOT NULL,
            settled_at   timestamptz,
            settled_by   text,
            why          text,
            content      text   NOT NULL
        )
    """,
    indexes="""
        ALTER TABLE suggestions ADD PRIMARY KEY (position);
        CREATE INDEX suggestions_dossier ON suggestions (dossier, position);
        CREATE INDEX suggestions_open ON suggestions (position DESC) WHERE state = 'open';
    """,
)


def rows(person: Person) -> Iterable[Values]:
    dossier = person.dossier
    if dossier.void or dossier.erased:
        return []
    return [
        (
            *(dossier.candidate, each.suggestion, each.position, each.source, list(each.attributes)),
            *(each.suggested_at, each.expires_on, each.state.value, each.settled_at, each.settled_by, each.why),
            _content(each),
        )
        for record in dossier.records
        for each in record.suggestions.made.values()
    ]


def _content(suggestion: Suggestion) -> str:
    said = {"person": suggestion.person, "career": suggestion.career}
    shown: dict[str, Any] = {
        name: part.model_dump(mode="json", exclude_defaults=True) for name, part in said.items() if part
    }
    return orjson.dumps(shown | ({"seen_at": suggestion.seen_at} if suggestion.seen_at else {})).decode()


SUGGESTIONS = View(TABLE, 1, rows, rests_on=SEEN | {"suggestions"})


@dataclass(frozen=True, slots=True)
class Suggested:
    candidate: UUID
    suggestion: UUID
    position: int
    source: str
    attributes: list[str]
    """What it would change."""
    suggested_at: datetime
    expires_on: date | None
    state: SuggestionState
    settled_at: datetime | None
    settled_by: str | None
    why: str | None
    content: str
    """JSON: `person`, `career`, `seen_at`, of each what was said; nothing once it is forgotten."""


@dataclass(frozen=True, slots=True)
class SuggestionList:
    read_at: int
    items: list[Suggested]
    next: str | None = None


COLUMNS = sql.SQL(", ").join(sql.Identifier("s", column) for column in TABLE.columns)
OF_ONE = (
    sql.SQL("""
    SELECT c.position, {columns}
    FROM read.checkpoint c
    LEFT JOIN read.dossiers asked ON asked.dossier = %s
    LEFT JOIN read.suggestions s ON s.dossier = coalesce(asked.merged_into, asked.dossier)
    WHERE c.projection = 'people' AND c.live ORDER BY s.position DESC
""")
    .format(columns=COLUMNS)
    .as_bytes()
)
WAITING = (
    sql.SQL("""
    SELECT c.position, {columns}
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT * FROM read.suggestions
        WHERE state = 'open' AND position < %(before)s AND (expires_on IS NULL OR expires_on >= %(day)s)
          AND (%(source)s::text IS NULL OR source = %(source)s)
        ORDER BY position DESC LIMIT %(limit)s
    ) s ON true
    WHERE c.projection = 'people' AND c.live ORDER BY s.position DESC
""")
    .format(columns=COLUMNS)
    .as_bytes()
)
LAST = 2**63 - 1


def of_one(connection: Connection[Any], candidate: UUID, at: datetime) -> SuggestionList:
    """Everything that was ever suggested of one person, the newest first."""
    return _list(connection.execute(OF_ONE, (candidate,)).fetchall(), at)


def waiting(
    connection: Connection[Any], at: datetime, *, source: str | None = None, cursor: str | None = None, limit: int = 50
) -> SuggestionList:
    """What can be accepted at this moment, the newest first. Raises InvalidCursor."""
    before = place_of(cursor, int)[0] if cursor else LAST
    parameters = {"before": before, "day": at.astimezone(UTC).date(), "source": source, "limit": limit}
    found = _list(connection.execute(WAITING, parameters).fetchall(), at)
    if len(found.items) < limit:
        return found
    return SuggestionList(found.read_at, found.items, written([found.items[-1].position]))


def _list(found: list[tuple[Any, ...]], at: datetime) -> SuggestionList:
    items = [_suggested(at, row[1:]) for row in found if row[1] is not None]
    return SuggestionList(found[0][0] if found else 0, items)


def _suggested(at: datetime, row: tuple[Any, ...]) -> Suggested:
    said = Suggested(*row)
    late = said.expires_on is not None and at.astimezone(UTC).date() > said.expires_on
    state = SuggestionState(said.state)
    return replace(said, state=SuggestionState.EXPIRED if late and state is SuggestionState.OPEN else state)
