"""The templates there are, by what happened to each: a row per event."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.events import TemplateDrafted, TemplatePublished, TemplateRetired
from domain.recorded import Recorded
from projections.projection import Log, Table, Values

TABLE = Table(
    name="templates",
    columns=(
        *("position", "stream", "type", "version", "name", "kind", "channel", "purpose", "languages"),
        *("recorded_at", "actor", "voided_by"),
    ),
    ddl="""
        CREATE TABLE templates (
            position    bigint NOT NULL,
            stream      uuid   NOT NULL,
            type        text   NOT NULL,
            version     int,
            name        text,
            kind        text,
            channel     text,
            purpose     text,
            languages   text[],
            recorded_at timestamptz NOT NULL,
            actor       text   NOT NULL,
            voided_by   bigint
        )
    """,
    indexes="""
        ALTER TABLE templates ADD PRIMARY KEY (position);
        CREATE INDEX templates_stream ON templates (stream, position);
    """,
)


def rows(recorded: Recorded, voided_by: int | None) -> Iterable[Values]:
    event = recorded.event
    described: tuple[Any, ...] = (None,) * 5
    version = None
    if isinstance(event, TemplateDrafted):
        languages = [each.language for each in event.texts]
        described = (event.name, event.kind, event.channel, event.purpose, languages)
    if isinstance(event, TemplateDrafted | TemplatePublished):
        version = event.version
    yield (
        *(recorded.position, recorded.stream, event.type, version, *described),
        *(recorded.recorded_at, recorded.meta.actor, voided_by),
    )


TYPES = (TemplateDrafted, TemplatePublished, TemplateRetired)
TEMPLATES = Log(TABLE, 1, frozenset(str(each.model_fields["type"].default) for each in TYPES), rows)


@dataclass(frozen=True, slots=True)
class KnownTemplate:
    template: UUID
    name: str
    kind: str
    channel: str
    purpose: str
    languages: list[str]
    """Of the version that is named."""
    latest: int
    published: int | None
    """The version in use; None: nothing is made of it."""
    last_at: datetime


@dataclass(frozen=True, slots=True)
class TemplateList:
    read_at: int
    items: list[KnownTemplate]


ALL = """
    SELECT c.position, t.*
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT drafted.stream, drafted.name, drafted.kind, drafted.channel, drafted.purpose, drafted.languages,
            drafted.version, used.version AS published, last.recorded_at
        FROM (SELECT DISTINCT stream FROM read.templates) each
        CROSS JOIN LATERAL (
            SELECT * FROM read.templates
            WHERE stream = each.stream AND type = 'template-drafted' AND voided_by IS NULL
            ORDER BY position DESC LIMIT 1
        ) drafted
        CROSS JOIN LATERAL (
            SELECT recorded_at FROM read.templates WHERE stream = each.stream ORDER BY position DESC LIMIT 1
        ) last
        LEFT JOIN LATERAL (
            SELECT version FROM read.templates
            WHERE stream = each.stream AND type <> 'template-drafted' AND voided_by IS NULL
            ORDER BY position DESC LIMIT 1
        ) used ON true
    ) t ON true
    WHERE c.projection = 'templates' AND c.live ORDER BY t.name
"""


def templates(connection: Connection[Any]) -> TemplateList:
    """All of them, by name: there are tens."""
    found = connection.execute(ALL).fetchall()
    return TemplateList(found[0][0] if found else 0, [KnownTemplate(*row[1:]) for row in found if row[1] is not None])
