-- question: How much of the pool is of high quality?
-- definition: The person did something within the last 3 years, the profile is fresh, and a skill is tagged.
-- unit: per cent of people, two decimals
-- denominator: people in the pool, in the segment
-- grain: segment
-- owner: recruiting operations
-- rows: 154
-- version: 1
-- parameters: pool, segment
-- by: segment
-- size: people
SELECT
    segment,
    count(DISTINCT dossier) AS people,
    count(DISTINCT CASE WHEN high_quality THEN dossier END) AS high_quality,
    CAST(100 * count(DISTINCT CASE WHEN high_quality THEN dossier END) / count(DISTINCT dossier) AS DECIMAL(5, 2)) AS share
FROM measured
GROUP BY segment
ORDER BY segment
