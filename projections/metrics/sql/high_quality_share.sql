-- question: How much of the pool is of high quality?
-- definition: The person did something within the last 3 years, the profile is fresh, and a skill is tagged.
-- unit: per cent of people, two decimals
-- denominator: people in the pool, in the segment
-- grain: segment
-- owner: recruiting operations
-- rows: 154
-- version: 2
-- parameters: pool, segment
-- by: segment
-- size: people
SELECT
    m.segment,
    count(*) AS people,
    count(CASE WHEN m.kept_up THEN s.dossier END) AS high_quality,
    CAST(100 * count(CASE WHEN m.kept_up THEN s.dossier END) / count(*) AS DECIMAL(5, 2)) AS share
FROM measured m
LEFT JOIN (SELECT DISTINCT dossier FROM held WHERE facet = 'skill') s ON s.dossier = m.dossier
GROUP BY m.segment
ORDER BY m.segment
