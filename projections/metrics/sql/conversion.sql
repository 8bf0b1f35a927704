-- question: How much of the pool do we hire, and how much of what we hire is from the pool?
-- definition: Hires of the period. Join conversion: hires from the pool by people who were in it at its beginning or entered since. Value conversion: hires from the pool by all hires.
-- unit: hires; per cent, two decimals
-- denominator: people who were in the pool during the period; all hires
-- grain: one row
-- owner: recruiting operations
-- rows: 142, 143
-- version: 1
-- parameters: since
-- within: hires > from_pool, pool > from_pool
SELECT
    pool, hires, from_pool,
    CAST(100 * from_pool / nullif(pool, 0) AS DECIMAL(7, 2)) AS join_conversion,
    CAST(100 * from_pool / nullif(hires, 0) AS DECIMAL(7, 2)) AS value_conversion
FROM (
    SELECT count(*) AS hires, coalesce(count_if(from_pool), 0) AS from_pool FROM hire WHERE hired_at >= :since
) h
CROSS JOIN (
    SELECT count(*) AS pool
    FROM (
        SELECT dossier
        FROM event
        WHERE type IN ('talent-pool-entered', 'talent-pool-left')
        GROUP BY dossier
        HAVING max(CASE WHEN type = 'talent-pool-entered' THEN happened_at END) >= :since
            OR max(CASE WHEN type = 'talent-pool-left' THEN happened_at END) >= :since
            OR max(CASE WHEN type = 'talent-pool-entered' THEN position END)
                > coalesce(max(CASE WHEN type = 'talent-pool-left' THEN position END), 0)
    ) during
) p
