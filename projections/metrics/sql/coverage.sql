-- question: Whom do we keep up with?
-- definition: We turned to the person at least once within the last year: sent, or logged.
-- unit: per cent of people, two decimals
-- denominator: people in the pool, in the segment
-- grain: segment
-- owner: recruiting operations
-- rows: 136
-- version: 2
-- parameters: pool, segment
-- by: segment
-- size: people
SELECT
    segment,
    count(*) AS people,
    count_if(covered) AS covered,
    CAST(100 * count_if(covered) / count(*) AS DECIMAL(5, 2)) AS share
FROM measured
GROUP BY segment
ORDER BY segment
