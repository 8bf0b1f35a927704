-- What counts, as of a moment and as known at a position: without what was recorded in error, and whose it is.
SELECT
    e.*,
    coalesce(m.dossier, e.stream) AS dossier
FROM lake e
LEFT JOIN membership m
    ON m.stream = e.stream AND m.since <= :people AND (m.until IS NULL OR m.until > :people)
LEFT ANTI JOIN (
    SELECT of_position AS position FROM lake WHERE type = 'recorded-in-error' AND position <= :known
) wrong ON wrong.position = e.position
WHERE e.position <= :known AND e.happened_at <= :as_of
