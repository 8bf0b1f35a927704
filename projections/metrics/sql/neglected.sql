-- question: Which segments convert well and hear nothing from us?
-- definition: People in the pool by skill: how many were not touched within a year, and how many applied in the period.
-- unit: people; per cent, two decimals
-- denominator: people in the pool with the skill
-- grain: skill
-- owner: recruiting operations
-- rows: 150
-- version: 1
-- parameters: pool, since
-- by: skill
-- size: people
SELECT
    h.tag AS skill,
    count(*) AS people,
    count_if(NOT m.covered) AS untouched,
    count(a.dossier) AS applied,
    CAST(100 * count(a.dossier) / count(*) AS DECIMAL(5, 2)) AS conversion
FROM measured m
JOIN (SELECT dossier, tag FROM held WHERE facet = 'skill') h ON h.dossier = m.dossier
LEFT JOIN (SELECT DISTINCT dossier FROM event WHERE type = 'applied' AND happened_at >= :since) a
    ON a.dossier = m.dossier
GROUP BY h.tag
ORDER BY h.tag
