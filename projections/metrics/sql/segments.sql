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
    count(DISTINCT s.dossier) AS people,
    count(DISTINCT CASE WHEN p.heard_at > :six_months_ago THEN s.dossier END) AS active,
    count(DISTINCT i.dossier) AS interviewed,
    count(DISTINCT h.dossier) AS hired
FROM (SELECT dossier, tag FROM held WHERE facet = 'skill') s
JOIN person p ON p.dossier = s.dossier
JOIN (
    SELECT dossier FROM member
    UNION
    SELECT dossier FROM hire WHERE from_pool AND hired_at >= :since
) m ON m.dossier = s.dossier
LEFT JOIN (SELECT DISTINCT dossier FROM event WHERE type = 'interview-attended' AND happened_at >= :since) i
    ON i.dossier = s.dossier
LEFT JOIN (SELECT DISTINCT dossier FROM hire WHERE hired_at >= :since) h ON h.dossier = s.dossier
GROUP BY s.tag
ORDER BY s.tag
