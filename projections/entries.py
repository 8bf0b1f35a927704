"""What was entered and waits for the review that a policy asks for: by kind, the oldest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.entries import Entry, EntryState, entries
from domain.events.review import Finding, Subject
from domain.record import Record
from projections.cursor import place_of, written
from projections.parts import SEEN
from projections.person import Person
from projections.projection import Table, Values, View

TABLE = Table(
    name="entries",
    columns=(
        *("dossier", "stream", "subject", "position", "education", "entered_at", "entered_by"),
        *("verdict", "reviewed_by", "reviewed_at"),
    ),
    ddl="""
        CREATE TABLE entries (
            dossier     uuid   NOT NULL,
            stream      uuid   NOT NULL,
            subject     text   NOT NULL,
            position    bigint NOT NULL,
            education   int    NOT NULL,
            entered_at  timestamptz NOT NULL,
            entered_by  text[] NOT NULL,
            verdict     text,
            reviewed_by text,
            reviewed_at timestamptz
        )
    """,
    indexes="""
        ALTER TABLE entries ADD PRIMARY KEY (position, subject, education);
        CREATE INDEX entries_dossier ON entries (dossier);
        CREATE INDEX entries_subject ON entries (subject, position, education);
    """,
)
NO_DEGREE = -1
"""Stands for an entry that is no degree."""


def rows(person: Person) -> Iterable[Values]:
    dossier = person.dossier
    if dossier.void or dossier.erased:
        return
    for record in dossier.records:
        for each in entries(record) if not record.void else ():
            if each.review_asked and each.state is not EntryState.ARCHIVED:
                yield (dossier.candidate, *_told(record, each))


def _told(record: Record, entry: Entry) -> Values:
    education = NO_DEGREE if entry.education is None else entry.education
    return (
        *(entry.stream, entry.subject, entry.position, education, _entered_at(record, entry), list(entry.entered_by)),
        *(entry.verdict, entry.reviewed_by, entry.reviewed_at),
    )


def _entered_at(record: Record, entry: Entry) -> datetime:
    described = (each.happened_at for each in record.descriptions if each.position == entry.position)
    evaluated = (
        each.happened_at
        for application in record.journey.applications.values()
        for interview in application.interviews.values()
        for each in interview.evaluations.values()
        if each.position == entry.position
    )
    return next(chain(described, evaluated))


ENTRIES = View(TABLE, 1, rows, rests_on=SEEN | {"suggestions", "reviews", "journey"})


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    candidate: UUID
    stream: UUID
    """The record that holds it."""
    subject: Subject
    position: int
    """Of the event that entered it."""
    education: int | None
    """Which degree of the description, from 0."""
    entered_at: datetime
    """As claimed, where an import brought it."""
    entered_by: list[str]
    """They can't review it themselves."""
    verdict: Finding | None
    """`rejected`, where somebody did; it waits for what is true."""
    reviewed_by: str | None
    reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingEntries:
    read_at: int
    waiting: dict[str, int]
    """How many of each kind there are."""
    items: list[WaitingEntry]
    """The oldest first."""
    next: str | None


QUERY = """
    SELECT c.position, (SELECT jsonb_object_agg(subject, n) FROM (
        SELECT subject, count(*) AS n FROM read.entries GROUP BY subject) counted), e.*
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT * FROM read.entries
        WHERE (position, education) > (%(after)s, %(education)s)
            AND (%(subject)s::text IS NULL OR subject = %(subject)s)
        ORDER BY position, education LIMIT %(limit)s
    ) e ON true
    WHERE c.projection = 'people' AND c.live ORDER BY e.position, e.education
"""


def waiting_entries(
    connection: Connection[Any], *, subject: Subject | None = None, cursor: str | None = None, limit: int = 50
) -> WaitingEntries:
    """Raises InvalidCursor."""
    after, education = place_of(cursor, int, int) if cursor else (0, NO_DEGREE)
    parameters = {"after": after, "education": education, "subject": subject, "limit": limit}
    found = connection.execute(QUERY, parameters).fetchall()
    items = [_entry(row[2:]) for row in found if row[2] is not None]
    last = items[-1] if len(items) == limit else None
    following = written([last.position, NO_DEGREE if last.education is None else last.education]) if last else None
    position, counted = found[0][:2] if found else (0, None)
    return WaitingEntries(position, counted or {}, items, following)


def _entry(row: tuple[Any, ...]) -> WaitingEntry:
    candidate, stream, subject, position, education, *rest = row
    return WaitingEntry(candidate, stream, subject, position, None if education == NO_DEGREE else education, *rest)
