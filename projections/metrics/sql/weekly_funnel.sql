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
SELECT
    date_add(DATE '1970-01-05', CAST(7 * floor((unix_micros(entered_at) - 345600000000) / 604800000000) AS INT)) AS week,
    count(*) AS entered,
    count_if(responded_at >= entered_at) AS responded,
    count_if(took_part_at >= entered_at) AS took_part,
    count_if(applied_at >= entered_at) AS applied,
    count_if(hired_at >= entered_at) AS hired
FROM (
    SELECT
        dossier,
        min(CASE WHEN type = 'talent-pool-entered' AND (:pool = '' OR pool = :pool) THEN happened_at END) AS entered_at,
        max(CASE WHEN type = 'replied' OR (type = 'contact-logged' AND inbound) THEN happened_at END) AS responded_at,
        max(CASE WHEN type IN ('gathering-attended', 'interview-attended') THEN happened_at END) AS took_part_at,
        max(CASE WHEN type = 'applied' THEN happened_at END) AS applied_at,
        max(CASE WHEN type IN ('hired', 'rehired') THEN happened_at END) AS hired_at
    FROM event
    WHERE type IN ('talent-pool-entered', 'replied', 'contact-logged', 'gathering-attended', 'interview-attended',
        'applied', 'hired', 'rehired')
    GROUP BY dossier
) steps
WHERE entered_at IS NOT NULL
GROUP BY 1
ORDER BY 1
