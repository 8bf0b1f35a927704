-- question: Whom can we reach?
-- definition: Reached at some address that did not fail since.
-- unit: per cent of people, two decimals
-- denominator: people in the pool, in the segment
-- grain: segment
-- owner: recruiting operations
-- rows: 134
-- version: 1
-- parameters: pool, segment
-- by: segment
-- size: people
SELECT
    segment,
    count(DISTINCT dossier) AS people,
    count(DISTINCT CASE WHEN reachable THEN dossier END) AS reachable,
    CAST(100 * count(DISTINCT CASE WHEN reachable THEN dossier END) / count(DISTINCT dossier) AS DECIMAL(5, 2)) AS share
FROM measured
GROUP BY segment
ORDER BY segment
