"""The four measured metrics straight on the events table, as somebody would write them who has no lake."""

import time

import psycopg

from ledger.settings import Settings

EVENT = """
    WITH event AS MATERIALIZED (
        SELECT position, stream, type, recorded_at, convert_from(state, 'UTF8')::jsonb AS state
        FROM ledger.event WHERE type = ANY(%s)
    ), told AS (
        SELECT *, state -> 'facts' AS facts,
            least(recorded_at, coalesce((state #>> '{meta,occurred,at}')::timestamptz, recorded_at)) AS happened_at
        FROM event
    )
"""
FUNNEL = """
    SELECT date_trunc('week', n.entered_at AT TIME ZONE 'UTC')::date, count(*),
        count(*) FILTER (WHERE responded_at >= entered_at), count(*) FILTER (WHERE applied_at >= entered_at),
        count(*) FILTER (WHERE hired_at >= entered_at)
    FROM (SELECT stream, min(happened_at) AS entered_at FROM told WHERE type = 'talent-pool-entered' GROUP BY 1) n
    JOIN (
        SELECT stream,
            max(happened_at) FILTER (
                WHERE type = 'replied' OR (type = 'contact-logged' AND (facts ->> 'inbound')::bool)) AS responded_at,
            max(happened_at) FILTER (WHERE type = 'applied') AS applied_at,
            max(happened_at) FILTER (WHERE type = 'hired') AS hired_at
        FROM told GROUP BY 1
    ) s USING (stream)
    GROUP BY 1 ORDER BY 1
"""
ACTIVITY = """
    SELECT count(*), count(*) FILTER (WHERE heard_at > now() - interval '6 months')
    FROM (
        SELECT stream, max(happened_at) FILTER (
            WHERE type IN ('replied', 'applied', 'interview-attended')
                OR (type = 'contact-logged' AND (facts ->> 'inbound')::bool)) AS heard_at
        FROM told GROUP BY 1 HAVING bool_or(type = 'talent-pool-entered')
    ) p
"""
SCORE = """
    SELECT stream, 100 * (1 - power(2, -sum(weight * power(2, 1 - place)
        * power(2, -extract(epoch FROM now() - happened_at)::float8 / 5184000)) / 19))
    FROM (
        SELECT stream, happened_at,
            CASE type WHEN 'replied' THEN 40 WHEN 'applied' THEN 40 WHEN 'interview-attended' THEN 50 ELSE 20 END
                AS weight,
            count(*) OVER (PARTITION BY stream, type ORDER BY happened_at
                RANGE BETWEEN '24 hours'::interval PRECEDING AND CURRENT ROW) AS place
        FROM told
        WHERE type IN ('replied', 'applied', 'interview-attended')
            OR (type = 'contact-logged' AND (facts ->> 'went_well')::bool)
    ) s
    GROUP BY 1 ORDER BY 1
"""
CONSENT = """
    SELECT purpose, channel, count(DISTINCT stream)
    FROM (
        SELECT stream, position, facts ->> 'purpose' AS purpose,
            jsonb_array_elements_text(facts -> 'channels') AS channel
        FROM told WHERE type = 'consent-given'
    ) g
    WHERE NOT EXISTS (
        SELECT FROM told w
        WHERE w.stream = g.stream AND w.type IN ('consent-withdrawn', 'consent-refused', 'unsubscribed')
            AND w.position > g.position
    )
    GROUP BY 1, 2 ORDER BY 1, 2
"""
CONTACTS = ["replied", "contact-logged", "applied", "interview-attended"]
QUESTIONS = (
    (FUNNEL, [*CONTACTS, "talent-pool-entered", "hired"]),
    (ACTIVITY, [*CONTACTS, "talent-pool-entered"]),
    (SCORE, CONTACTS),
    (CONSENT, ["consent-given", "consent-withdrawn", "consent-refused", "unsubscribed"]),
)


def seconds(settings: Settings) -> float:
    """Of all four, one after the other, with workers in parallel as PostgreSQL sees fit."""
    with psycopg.connect(settings.admin_conninfo, autocommit=True) as connection:
        connection.execute("ANALYZE ledger.event")
        connection.execute("SET work_mem = '256MB'")
        begun = time.perf_counter()
        for question, types in QUESTIONS:
            connection.execute((EVENT + question).encode(), (types,)).fetchall()
        return time.perf_counter() - begun
