-- question: Which segments come to interviews and start, and which do not?
-- definition: People who were in the pool at the end of the period or were hired from it in the period, by skill; of them those active within 6 months, those interviewed and those hired in the period.
-- unit: people
-- denominator: people of the segment
-- grain: skill
-- owner: recruiting operations
-- rows: 147
-- version: 1
-- parameters: pool, since
-- by: skill
-- size: people
SELECT
    s.tag AS skill,
    count(*) AS people,
    count_if(coalesce(p.heard_at > :six_months_ago, false)) AS active,
    count(i.dossier) AS interviewed,
    count(h.dossier) AS hired
FROM (SELECT dossier, tag FROM held WHERE facet = 'skill') s
JOIN everyone p ON p.dossier = s.dossier
LEFT JOIN (SELECT dossier, bool_or(from_pool) AS from_pool FROM hire WHERE hired_at >= :since GROUP BY dossier) h
    ON h.dossier = s.dossier
LEFT JOIN (SELECT DISTINCT dossier FROM event WHERE type = 'interview-attended' AND happened_at >= :since) i
    ON i.dossier = s.dossier
WHERE p.in_pool OR coalesce(h.from_pool, false)
GROUP BY s.tag
ORDER BY s.tag
