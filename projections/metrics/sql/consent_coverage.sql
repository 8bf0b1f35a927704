-- question: Who allows us anything?
-- definition: A consent of whatever purpose counts at that moment.
-- unit: per cent of people, two decimals
-- denominator: people in the pool, in the segment
-- grain: segment
-- owner: recruiting operations
-- rows: 140
-- version: 1
-- parameters: pool, segment
-- by: segment
-- size: people
SELECT
    segment,
    count(DISTINCT dossier) AS people,
    count(DISTINCT CASE WHEN consented THEN dossier END) AS consented,
    CAST(100 * count(DISTINCT CASE WHEN consented THEN dossier END) / count(DISTINCT dossier) AS DECIMAL(5, 2)) AS share
FROM measured
GROUP BY segment
ORDER BY segment
