-- question: How many pass each stage of an application, and how long does it take?
-- definition: Applications of the period that reached a stage, and of them the next; days between as the exact median, rounded to two decimals. Stages: applied, interviewed, offered, accepted, hired.
-- unit: applications; days
-- denominator: applications that reached the stage
-- grain: stage
-- owner: recruiting operations
-- rows: 145, 146
-- version: 1
-- parameters: since
-- by: stage
-- size: reached
WITH journey AS (
    SELECT
        application,
        min(CASE WHEN type = 'applied' THEN happened_at END) AS applied_at,
        min(CASE WHEN type = 'interview-attended' THEN happened_at END) AS interviewed_at,
        min(CASE WHEN type = 'offer-made' THEN happened_at END) AS offered_at,
        min(CASE WHEN type = 'offer-accepted' THEN happened_at END) AS accepted_at,
        min(CASE WHEN type IN ('hired', 'rehired') THEN happened_at END) AS hired_at
    FROM event
    WHERE application IS NOT NULL
    GROUP BY application
    HAVING min(CASE WHEN type = 'applied' THEN happened_at END) >= :since
),
step AS (
    SELECT '1 applied' AS stage, applied_at AS begun_at, interviewed_at AS next_at FROM journey
    UNION ALL SELECT '2 interviewed', interviewed_at, offered_at FROM journey
    UNION ALL SELECT '3 offered', offered_at, accepted_at FROM journey
    UNION ALL SELECT '4 accepted', accepted_at, hired_at FROM journey
)
SELECT
    stage,
    count(begun_at) AS reached,
    count_if(begun_at IS NOT NULL AND next_at >= begun_at) AS passed,
    CAST(100 * count_if(begun_at IS NOT NULL AND next_at >= begun_at) / nullif(count(begun_at), 0) AS DECIMAL(5, 2))
        AS pass_rate,
    CAST(percentile(
        CASE WHEN next_at >= begun_at THEN (unix_micros(next_at) - unix_micros(begun_at)) / 86400000000 END, 0.5
    ) AS DECIMAL(9, 2)) AS median_days
FROM step
GROUP BY stage
ORDER BY stage
