-- question: How much of the pool is alive?
-- definition: The person did something within the last 6 months: wrote, applied, came, opened or updated; what a machine did does not count.
-- unit: per cent of people, two decimals
-- denominator: people in the pool, in the segment
-- grain: segment
-- owner: recruiting operations
-- rows: 137
-- version: 2
-- parameters: pool, segment
-- by: segment
-- size: people
SELECT
    segment,
    count(*) AS people,
    count_if(active) AS active,
    CAST(100 * count_if(active) / count(*) AS DECIMAL(5, 2)) AS share
FROM measured
GROUP BY segment
ORDER BY segment
