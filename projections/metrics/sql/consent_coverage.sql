-- question: Who allows us anything?
-- definition: A consent of whatever purpose counts at that moment.
-- unit: per cent of people, two decimals
-- denominator: people in the pool, in the segment
-- grain: segment
-- owner: recruiting operations
-- rows: 140
-- version: 2
-- parameters: pool, segment
-- by: segment
-- size: people
SELECT
    m.segment,
    count(*) AS people,
    count(c.dossier) AS consented,
    CAST(100 * count(c.dossier) / count(*) AS DECIMAL(5, 2)) AS share
FROM measured m
LEFT JOIN (SELECT DISTINCT dossier FROM consent WHERE state = 'given') c ON c.dossier = m.dossier
GROUP BY m.segment
ORDER BY m.segment
