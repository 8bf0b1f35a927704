"""Campaigns: what each one is, how far it has come, and what became of its contacts. A row per event."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection

from domain.events import TYPES as EVERY_TYPE
from domain.events import (
    CampaignPlanned,
    ContactBounced,
    ContactDelivered,
    ContactDispatched,
    ContactFailed,
    ContactPlanned,
    ContactRefused,
    ContactSent,
    ContactUnconfirmed,
    Replied,
    SequenceStepScheduled,
    SequenceStopped,
)
from domain.recorded import Recorded
from projections.cursor import place_of, written
from projections.projection import Log, Table, Values

FACTS = ("name", "owner", "pool", "purpose", "sender", "policy", "snapshot", "size", "why")
TABLE = Table(
    name="campaigns",
    columns=(
        *("position", "stream", "campaign", "type", "contact", "step", "ended", "codes", *FACTS, "steps"),
        *("recorded_at", "actor", "voided_by"),
    ),
    ddl="""
        CREATE TABLE campaigns (
            position    bigint NOT NULL,
            stream      uuid   NOT NULL,
            campaign    uuid   NOT NULL,
            type        text   NOT NULL,
            contact     uuid,
            step        int,
            ended       boolean,
            codes       text[],
            name        text,
            owner       text,
            pool        uuid,
            purpose     text,
            sender      text,
            policy      text,
            snapshot    uuid,
            size        int,
            why         text,
            steps       text,
            recorded_at timestamptz NOT NULL,
            actor       text   NOT NULL,
            voided_by   bigint
        )
    """,
    indexes="""
        ALTER TABLE campaigns ADD PRIMARY KEY (position);
        CREATE INDEX campaigns_campaign ON campaigns (campaign, position);
        CREATE INDEX campaigns_own ON campaigns (campaign, position) WHERE contact IS NULL;
    """,
)
OF_CONTACTS = (
    *(ContactPlanned, ContactRefused, ContactDispatched, ContactSent, ContactFailed, ContactUnconfirmed),
    *(ContactDelivered, ContactBounced, Replied, SequenceStepScheduled, SequenceStopped),
)
TYPES = frozenset(
    {str(each.model_fields["type"].default) for each in OF_CONTACTS}
    | {name for name in EVERY_TYPE if name.startswith("campaign-")}
)


def rows(recorded: Recorded, voided_by: int | None) -> Iterable[Values]:
    event: Any = recorded.event
    own = event.type.startswith("campaign-")
    campaign = recorded.stream if own else event.campaign
    if campaign is None:
        return
    steps = None
    if isinstance(event, CampaignPlanned):
        steps = orjson.dumps([each.model_dump(mode="json") for each in event.steps]).decode()
    yield (
        *(recorded.position, recorded.stream, campaign, event.type),
        *(getattr(event, "contact", None), getattr(event, "step", None), *_end(event)),
        *(getattr(event, name, None) for name in FACTS),
        *(steps, recorded.recorded_at, recorded.meta.actor, voided_by),
    )


def _end(event: Any) -> tuple[bool | None, list[str] | None]:
    """Whether nothing follows a refusal or a failure, and why it came to it."""
    match event:
        case ContactRefused():
            return event.retry_at is None, [str(each) for each in event.reasons]
        case ContactFailed():
            return event.final, [event.code]
        case SequenceStopped():
            return True, [event.reason.value]
        case _:
            return None, None


CAMPAIGNS = Log(TABLE, 1, TYPES, rows)


@dataclass(frozen=True, slots=True)
class KnownCampaign:
    campaign: UUID
    name: str
    owner: str
    pool: UUID
    purpose: str
    sender: str
    policy: str
    steps: str
    """As JSON: template, its version, channel and delay of each."""
    state: str
    """`planned`, `running`, `paused` or `cancelled`."""
    why: str | None
    """Why it is paused or cancelled, as a code."""
    size: int | None
    """People in the snapshot; None before the start."""
    laid_out: bool
    """All of them were planned or refused."""
    planned_at: datetime
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class Campaigns:
    read_at: int
    items: list[KnownCampaign]
    next: str | None


KNOWN = """
    SELECT c.position, p.* FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT made.campaign, made.name, made.owner, made.pool, made.purpose, made.sender, made.policy, made.steps,
            now.state, now.why, now.size, now.laid_out, made.recorded_at, now.started_at
        FROM read.campaigns made CROSS JOIN LATERAL (
            SELECT CASE (array_agg(type ORDER BY position DESC) FILTER (WHERE type <> 'campaign-laid-out'))[1]
                    WHEN 'campaign-planned' THEN 'planned' WHEN 'campaign-paused' THEN 'paused'
                    WHEN 'campaign-cancelled' THEN 'cancelled' ELSE 'running'
                END AS state,
                (array_agg(why ORDER BY position DESC) FILTER (WHERE type <> 'campaign-laid-out'))[1] AS why,
                max(size) AS size,
                bool_or(type = 'campaign-laid-out') AS laid_out,
                min(recorded_at) FILTER (WHERE type = 'campaign-started') AS started_at
            FROM read.campaigns WHERE campaign = made.campaign AND contact IS NULL AND voided_by IS NULL
        ) now
        WHERE made.type = 'campaign-planned' AND made.contact IS NULL AND made.voided_by IS NULL
          AND made.campaign > %(after)s AND (%(campaign)s::uuid IS NULL OR made.campaign = %(campaign)s)
        ORDER BY made.campaign LIMIT %(limit)s
    ) p ON true
    WHERE c.projection = 'campaigns' AND c.live ORDER BY p.campaign
"""


def known_campaigns(
    connection: Connection[Any], *, only: UUID | None = None, cursor: str | None = None, limit: int = 50
) -> Campaigns:
    """A page of all, in the order of making, or just one. Raises InvalidCursor."""
    after = place_of(cursor, UUID)[0] if cursor else UUID(int=0)
    found = connection.execute(KNOWN, {"after": after, "campaign": only, "limit": limit}).fetchall()
    items = [KnownCampaign(*row[1:]) for row in found if row[1] is not None]
    following = written([items[-1].campaign]) if len(items) == limit else None
    return Campaigns(found[0][0] if found else 0, items, following)


@dataclass(frozen=True, slots=True)
class Progress:
    """Of contacts, as it is now. `planned` is how many there are in all, whatever became of them."""

    planned: int
    waiting: int
    """To leave: planned, or put off."""
    dispatched: int
    """That left, or may have."""
    delivered: int
    bounced: int
    unconfirmed: int
    """Nobody knows whether they left."""
    replied: int
    refused: dict[str, int]
    """By reason; one that was refused for two counts for both."""
    refused_people: int
    failed: dict[str, int]
    """Given up, by code."""
    stopped: dict[str, int]
    """Sequences that ended before their last step, by reason."""


COUNTED = """
    WITH mine AS (
        SELECT contact, type, ended, codes, position FROM read.campaigns
        WHERE campaign = %(campaign)s AND contact IS NOT NULL AND voided_by IS NULL
    ), last AS (
        SELECT DISTINCT ON (contact) contact, type, ended, codes FROM mine
        WHERE type NOT IN ('replied', 'sequence-step-scheduled', 'sequence-stopped') ORDER BY contact, position DESC
    ), became AS (
        SELECT contact, codes, CASE
            WHEN type = 'contact-planned' OR ended IS FALSE THEN 'waiting'
            ELSE substr(type, 9) END AS state
        FROM last
    ), reasons AS (
        SELECT state, code, count(*) AS number FROM became CROSS JOIN unnest(codes) AS code
        WHERE state IN ('refused', 'failed') GROUP BY state, code
        UNION ALL
        SELECT 'stopped', codes[1], count(DISTINCT contact) FROM mine WHERE type = 'sequence-stopped' GROUP BY codes[1]
    )
    SELECT
        (SELECT count(DISTINCT contact) FROM mine WHERE type = 'contact-planned'),
        count(*) FILTER (WHERE state = 'waiting'),
        (SELECT count(DISTINCT contact) FROM mine WHERE type = 'contact-dispatched'),
        count(*) FILTER (WHERE state = 'delivered'), count(*) FILTER (WHERE state = 'bounced'),
        count(*) FILTER (WHERE state = 'unconfirmed'),
        (SELECT count(DISTINCT contact) FROM mine WHERE type = 'replied'),
        (SELECT coalesce(jsonb_object_agg(code, number), '{}') FROM reasons WHERE state = 'refused'),
        count(*) FILTER (WHERE state = 'refused'),
        (SELECT coalesce(jsonb_object_agg(code, number), '{}') FROM reasons WHERE state = 'failed'),
        (SELECT coalesce(jsonb_object_agg(code, number), '{}') FROM reasons WHERE state = 'stopped')
    FROM became
"""


def progress(connection: Connection[Any], campaign: UUID) -> Progress:
    """Counted over all of its events when it is asked."""
    found = connection.execute(COUNTED, {"campaign": campaign}).fetchone()
    assert found is not None
    return Progress(*found)
