-- What counts, as of a moment and as known at a position: without what was recorded in error, and whose it is. `place`
-- orders by when it happened, and at the same moment by when it was recorded.
SELECT
    e.*,
    coalesce(m.dossier, e.stream) AS dossier,
    CAST(unix_micros(e.happened_at) AS DECIMAL(20, 0)) * 1000000000000 + e.position AS place
FROM lake e
LEFT JOIN membership m
    ON m.stream = e.stream AND m.since <= :people AND (m.until IS NULL OR m.until > :people)
LEFT ANTI JOIN (
    SELECT of_position AS position FROM correction WHERE position <= :known
) wrong ON wrong.position = e.position
WHERE e.position <= :known AND e.happened_at <= :as_of
