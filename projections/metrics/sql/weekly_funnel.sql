-- question: Of those who came into the pool in a week, how many answered, took part, applied and started?
-- definition: People by the week (Monday, UTC) of their first entry; each step is taken if it happened after that entry. Answered: a reply, or a contact that the person began. Took part: attended a gathering or an interview.
-- unit: people
-- denominator: entered, in the week
-- grain: week
-- owner: recruiting operations
-- rows: 140
-- version: 1
-- parameters: pool
-- by: week
-- size: entered
WITH entry AS (
    SELECT dossier, min(happened_at) AS entered_at
    FROM event
    WHERE type = 'talent-pool-entered' AND (:pool = '' OR pool = :pool)
    GROUP BY dossier
)
SELECT
    date_add(DATE '1970-01-05', CAST(7 * floor((unix_micros(entered_at) - 345600000000) / 604800000000) AS INT)) AS week,
    count(*) AS entered,
    count_if(responded_at >= entered_at) AS responded,
    count_if(took_part_at >= entered_at) AS took_part,
    count_if(applied_at >= entered_at) AS applied,
    count_if(hired_at >= entered_at) AS hired
FROM (
    SELECT
        n.dossier,
        max(n.entered_at) AS entered_at,
        max(CASE WHEN e.type = 'replied' OR (e.type = 'contact-logged' AND e.inbound) THEN e.happened_at END)
            AS responded_at,
        max(CASE WHEN e.type IN ('gathering-attended', 'interview-attended') THEN e.happened_at END) AS took_part_at,
        max(CASE WHEN e.type = 'applied' THEN e.happened_at END) AS applied_at,
        max(CASE WHEN e.type IN ('hired', 'rehired') THEN e.happened_at END) AS hired_at
    FROM entry n
    JOIN event e ON e.dossier = n.dossier
    WHERE e.type IN ('replied', 'contact-logged', 'gathering-attended', 'interview-attended', 'applied', 'hired',
        'rehired', 'talent-pool-entered')
    GROUP BY n.dossier
) steps
GROUP BY 1
ORDER BY 1
