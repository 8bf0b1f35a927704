-- question: Which messages are opened, clicked and answered?
-- definition: Messages sent in the period by their template; opened and clicked by a human.
-- unit: messages; per cent, two decimals
-- denominator: messages sent
-- grain: template, channel
-- owner: recruiting operations
-- rows: 149
-- version: 1
-- parameters: since, channel
-- by: template, channel
-- size: sent
SELECT
    template,
    channel,
    count(*) AS sent,
    count_if(opened) AS opened,
    count_if(clicked) AS clicked,
    count_if(replied) AS replied,
    CAST(100 * count_if(opened) / count(*) AS DECIMAL(5, 2)) AS open_rate
FROM (
    SELECT
        contact,
        coalesce(max(template), 'none') AS template,
        max(CASE WHEN type = 'contact-sent' THEN channel END) AS channel,
        min(CASE WHEN type = 'contact-sent' THEN happened_at END) AS sent_at,
        bool_or(coalesce(type = 'contact-opened' AND NOT by_machine, false)) AS opened,
        bool_or(coalesce(type = 'contact-clicked' AND NOT by_machine, false)) AS clicked,
        bool_or(type = 'replied') AS replied
    FROM event
    WHERE contact IS NOT NULL AND (type LIKE 'contact-%' OR type = 'replied')
    GROUP BY contact
) messages
WHERE sent_at >= :since AND (:channel = '' OR channel = :channel)
GROUP BY template, channel
ORDER BY template, channel
