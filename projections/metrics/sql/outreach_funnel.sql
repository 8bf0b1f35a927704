-- question: Of those we wrote to, how many opened, answered, came to an interview, started and stayed?
-- definition: People to whom something was sent in the period; each step is taken if it happened after the first sending. Opened: by a human, or answered.
-- unit: people
-- denominator: sent
-- grain: channel
-- owner: recruiting operations
-- rows: 141
-- version: 1
-- parameters: since, channel
-- by: channel
-- size: sent
-- within: opened > replied
WITH first AS (
    SELECT dossier, channel, min(happened_at) AS sent_at
    FROM event
    WHERE type = 'contact-sent' AND happened_at >= :since AND (:channel = '' OR channel = :channel)
    GROUP BY dossier, channel
),
after AS (
    SELECT
        dossier,
        max(CASE WHEN type = 'contact-opened' AND NOT by_machine THEN happened_at END) AS opened_at,
        max(CASE WHEN type = 'replied' THEN happened_at END) AS replied_at,
        max(CASE WHEN type = 'interview-attended' THEN happened_at END) AS interviewed_at,
        max(CASE WHEN type IN ('hired', 'rehired') THEN happened_at END) AS hired_at,
        max(CASE WHEN type = 'probation-passed' THEN happened_at END) AS stayed_at
    FROM event
    GROUP BY dossier
)
SELECT
    f.channel,
    count(*) AS sent,
    count_if(a.opened_at >= f.sent_at OR a.replied_at >= f.sent_at) AS opened,
    count_if(a.replied_at >= f.sent_at) AS replied,
    count_if(a.interviewed_at >= f.sent_at) AS interviewed,
    count_if(a.hired_at >= f.sent_at) AS hired,
    count_if(a.stayed_at >= f.sent_at) AS stayed
FROM first f
JOIN after a ON a.dossier = f.dossier
GROUP BY f.channel
ORDER BY f.channel
