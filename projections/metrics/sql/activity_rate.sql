-- question: How much of the pool is alive?
-- definition: The person did something within the last 6 months: wrote, applied, came, opened or updated; what a machine did does not count.
-- unit: per cent of people, two decimals
-- denominator: people in the pool, in the segment
-- grain: segment
-- owner: recruiting operations
-- rows: 137
-- version: 1
-- parameters: pool, segment
-- by: segment
-- size: people
SELECT
    segment,
    count(DISTINCT dossier) AS people,
    count(DISTINCT CASE WHEN active THEN dossier END) AS active,
    CAST(100 * count(DISTINCT CASE WHEN active THEN dossier END) / count(DISTINCT dossier) AS DECIMAL(5, 2)) AS share
FROM measured
GROUP BY segment
ORDER BY segment
