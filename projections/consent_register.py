"""What each person allows: a line per purpose, channel, controller and recipient, and one per withdrawal.

Whether a consent has expired is taken at the moment of asking: no line changes by the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection, sql

from domain.access import EVERYTHING, Scope
from domain.consent_register import ConsentState, register
from domain.vocabulary import Channel, ConsentMethod, Purpose
from projections.cursor import place_of, written
from projections.person import Person
from projections.projection import Table, Values, View
from projections.within import bounds, of_person

TABLE = Table(
    name="consent_register",
    columns=(
        *("dossier", "line", "purpose", "channel", "controller", "recipient", "withdrawn", "since", "recorded_at"),
        *("method", "notice", "notice_version", "expires_on"),
    ),
    ddl="""
        CREATE TABLE consent_register (
            dossier        uuid    NOT NULL,
            line           int     NOT NULL,
            purpose        text,
            channel        text,
            controller     text,
            recipient      text,
            withdrawn      boolean NOT NULL,
            since          bigint  NOT NULL,
            recorded_at    timestamptz NOT NULL,
            method         text    NOT NULL,
            notice         text,
            notice_version int,
            expires_on     date
        )
    """,
    indexes="""
        ALTER TABLE consent_register ADD PRIMARY KEY (dossier, line);
        CREATE INDEX consent_register_scope ON consent_register (purpose, channel, dossier, line);
    """,
)
NEVER = datetime.min.replace(tzinfo=UTC)


def rows(person: Person) -> Iterable[Values]:
    dossier = person.dossier
    return [
        (
            *(dossier.candidate, place, line.purpose, line.channel, line.controller, line.recipient),
            *(line.state is ConsentState.WITHDRAWN, line.since, line.recorded_at, line.method),
            *(line.notice, line.notice_version, line.expires_on),
        )
        for place, line in enumerate(register(dossier.consents, NEVER), start=1)
    ]


CONSENT_REGISTER = View(TABLE, 1, rows, rests_on=frozenset({"consents"}))


@dataclass(frozen=True, slots=True)
class Consent:
    """In a withdrawal of its own (nothing of the kind was ever granted), None stands for all."""

    candidate: UUID
    line: int
    """Its place in this person's register."""
    purpose: Purpose | None
    channel: Channel | None
    controller: str | None
    recipient: str | None
    state: ConsentState
    since: int
    """The position that brought it about (of an expired one: the grant's)."""
    recorded_at: datetime
    method: ConsentMethod
    notice: str | None
    notice_version: int | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Consents:
    read_at: int
    items: list[Consent]
    next: str | None = None


COLUMNS = sql.SQL(", ").join(sql.Identifier("r", column) for column in TABLE.columns)

OF_ONE = (
    sql.SQL("""
    SELECT c.position, {columns}
    FROM read.checkpoint c
    LEFT JOIN read.dossiers asked ON asked.dossier = %s
    LEFT JOIN read.consent_register r ON r.dossier = coalesce(asked.merged_into, asked.dossier)
    WHERE c.projection = 'people' AND c.live ORDER BY r.line
""")
    .format(columns=COLUMNS)
    .as_bytes()
)
BY_SCOPE = (
    sql.SQL("""
    SELECT c.position, {columns}
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT * FROM read.consent_register
        WHERE purpose = %(purpose)s AND channel = %(channel)s
          AND (dossier, line) > (%(dossier)s, %(line)s)
          AND (%(withdrawn)s::boolean IS NULL OR withdrawn = %(withdrawn)s)
          AND {within}
        ORDER BY dossier, line LIMIT %(limit)s
    ) r ON true
    WHERE c.projection = 'people' AND c.live ORDER BY r.dossier, r.line
""")
    .format(columns=COLUMNS, within=of_person("consent_register.dossier"))
    .as_bytes()
)


def of_one(connection: Connection[Any], candidate: UUID, at: datetime) -> Consents:
    """The register of one person, as it stands at this moment, in the order of positions."""
    return _consents(connection.execute(OF_ONE, (candidate,)).fetchall(), at)


def by_scope(
    connection: Connection[Any],
    purpose: Purpose,
    channel: Channel,
    at: datetime,
    *,
    withdrawn: bool | None = None,
    cursor: str | None = None,
    limit: int = 200,
    scope: Scope = EVERYTHING,
) -> Consents:
    """Everyone's lines for one purpose and channel; `withdrawn` keeps only such, or only the others.

    A withdrawal of everything at once stands in its person's register, under no single purpose. Raises
    InvalidCursor.
    """
    dossier, line = place_of(cursor, UUID, int) if cursor else (UUID(int=0), 0)
    parameters = {
        "purpose": purpose,
        "channel": channel,
        "withdrawn": withdrawn,
        "dossier": dossier,
        "line": line,
        "limit": limit,
        **bounds(scope),
    }
    found = _consents(connection.execute(BY_SCOPE, parameters).fetchall(), at)
    if len(found.items) < limit:
        return found
    last = found.items[-1]
    return Consents(found.read_at, found.items, written([last.candidate, last.line]))


def _consents(found: list[tuple[Any, ...]], at: datetime) -> Consents:
    items = [_consent(at, *row[1:]) for row in found if row[1] is not None]
    return Consents(found[0][0] if found else 0, items)


def _consent(
    at: datetime,
    candidate: UUID,
    line: int,
    purpose: str | None,
    channel: str | None,
    controller: str | None,
    recipient: str | None,
    withdrawn: bool,
    since: int,
    recorded_at: datetime,
    method: str,
    notice: str | None,
    notice_version: int | None,
    expires_on: date | None,
) -> Consent:
    expired = expires_on is not None and at.astimezone(UTC).date() > expires_on
    state = ConsentState.EXPIRED if expired else ConsentState.GIVEN
    return Consent(
        candidate,
        line,
        Purpose(purpose) if purpose else None,
        Channel(channel) if channel else None,
        controller,
        recipient,
        ConsentState.WITHDRAWN if withdrawn else state,
        since,
        recorded_at,
        ConsentMethod(method),
        notice,
        notice_version,
        expires_on,
    )
