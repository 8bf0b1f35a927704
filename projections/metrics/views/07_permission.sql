-- Every consent by its channel, and whether a refusal, withdrawal, unsubscription or objection takes it back: only a
-- later one that no import brought, and that was given after it was said, lifts it (docs/gate.md).
WITH given AS (
    SELECT dossier, purpose, controller, recipient, explode(channels) AS channel, position, place, recorded_at,
        happened_at, expires_on, batch IS NOT NULL OR method = 'imported' AS imported
    FROM event
    WHERE type = 'consent-given'
),
asked AS (
    SELECT dossier, explode(coalesce(purposes, array(purpose))) AS purpose, channels, controller, recipient, position,
        recorded_at
    FROM event
    WHERE type IN ('consent-withdrawn', 'objection-raised') OR (type = 'consent-refused' AND purpose IS NOT NULL)
        OR (type = 'unsubscribed' AND purposes IS NOT NULL)
),
lapsed AS (SELECT of_position AS position FROM event WHERE type = 'consent-expired'),
blocked AS (
    SELECT DISTINCT g.dossier, g.position, g.channel
    FROM given g
    JOIN asked b ON b.dossier = g.dossier
    WHERE (b.purpose IS NULL OR b.purpose = g.purpose)
        AND (b.channels IS NULL OR array_contains(b.channels, g.channel))
        AND (b.controller IS NULL OR b.controller = g.controller)
        AND (b.recipient IS NULL OR b.recipient = g.recipient)
        AND (g.imported OR g.position < b.position OR g.happened_at < b.recorded_at)
)
SELECT
    g.dossier, g.purpose, g.controller, g.recipient, g.channel, g.place,
    b.position IS NOT NULL AS blocked,
    l.position IS NOT NULL OR coalesce(g.expires_on < :day, false) AS expired
FROM given g
LEFT JOIN blocked b ON b.dossier = g.dossier AND b.position = g.position AND b.channel = g.channel
LEFT JOIN lapsed l ON l.position = g.position
