-- question: What do interviewers say?
-- definition: Verdicts of the period by month (UTC), and the mean of their scores, rounded to two decimals.
-- unit: verdicts; points from 0 to 100
-- denominator: verdicts with a score
-- grain: month
-- owner: recruiting operations
-- rows: 145
-- version: 1
-- parameters: since
-- by: month
-- size: people
-- within: verdicts > positive
SELECT
    trunc(date_add(DATE '1970-01-01', CAST(floor(unix_micros(happened_at) / 86400000000) AS INT)), 'MONTH') AS month,
    count(DISTINCT dossier) AS people,
    count(*) AS verdicts,
    count_if(verdict = 'positive') AS positive,
    CAST(avg(CAST(score AS DECIMAL(5, 0))) AS DECIMAL(5, 2)) AS mean_score
FROM event
WHERE type = 'interview-evaluated' AND happened_at >= :since
GROUP BY 1
ORDER BY 1
