-- Who is in which pool: entered and not left, on any record of the person.
SELECT dossier, pool, min(since) AS since
FROM (
    SELECT dossier, stream, pool, min(CASE WHEN position > left_position THEN happened_at END) AS since
    FROM (
        SELECT
            *,
            coalesce(max(CASE WHEN type = 'talent-pool-left' THEN position END)
                OVER (PARTITION BY stream, pool), 0) AS left_position
        FROM event
        WHERE type IN ('talent-pool-entered', 'talent-pool-left')
    ) moved
    WHERE type = 'talent-pool-entered'
    GROUP BY dossier, stream, pool
) stays
WHERE since IS NOT NULL AND (:pool = '' OR pool = :pool)
GROUP BY dossier, pool
