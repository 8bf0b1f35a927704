-- question: Who answers, by class of talent?
-- definition: People to whom we turned in the period, by tier; of them those who answered afterwards.
-- unit: people; per cent, two decimals
-- denominator: people to whom we turned
-- grain: tier
-- owner: recruiting operations
-- rows: 151
-- version: 2
-- parameters: since, channel
-- by: tier
-- size: touched
SELECT
    coalesce(p.tier, 'none') AS tier,
    count(*) AS touched,
    count_if(r.responded_at >= t.touched_at) AS responded,
    CAST(100 * count_if(r.responded_at >= t.touched_at) / count(*) AS DECIMAL(5, 2)) AS response
FROM (
    SELECT dossier, min(happened_at) AS touched_at
    FROM event
    WHERE (type = 'contact-sent' OR (type = 'contact-logged' AND NOT inbound)) AND happened_at >= :since
        AND (:channel = '' OR channel = :channel)
    GROUP BY dossier
) t
JOIN person p ON p.dossier = t.dossier
LEFT JOIN (
    SELECT dossier, max(happened_at) AS responded_at
    FROM event
    WHERE type = 'replied' OR (type = 'contact-logged' AND inbound)
    GROUP BY dossier
) r ON r.dossier = t.dossier
GROUP BY 1
ORDER BY 1
