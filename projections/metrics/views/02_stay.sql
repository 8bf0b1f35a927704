-- Who is in which pool: entered and not left, on any record of the person.
SELECT e.dossier, e.pool, min(e.happened_at) AS since
FROM event e
LEFT JOIN (
    SELECT stream, pool, max(position) AS position FROM event WHERE type = 'talent-pool-left' GROUP BY stream, pool
) gone ON gone.stream = e.stream AND gone.pool = e.pool
WHERE e.type = 'talent-pool-entered' AND e.position > coalesce(gone.position, 0) AND (:pool = '' OR e.pool = :pool)
GROUP BY e.dossier, e.pool
