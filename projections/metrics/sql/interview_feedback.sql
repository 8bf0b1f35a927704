-- question: What do interviewers say?
-- definition: Verdicts of the period by month (UTC), of each interviewer on an interview the last one, and the mean of their scores, rounded to two decimals.
-- unit: verdicts; points from 0 to 100
-- denominator: verdicts with a score
-- grain: month
-- owner: recruiting operations
-- rows: 145
-- version: 2
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
FROM (
    SELECT dossier, max_by(verdict, position) AS verdict, max_by(score, position) AS score,
        max_by(happened_at, position) AS happened_at
    FROM event
    WHERE type = 'interview-evaluated'
    GROUP BY dossier, interview, evaluator
) verdicts
WHERE happened_at >= :since
GROUP BY 1
ORDER BY 1
