-- question: How much of the pool sleeps?
-- definition: Neither did the person do anything nor did we turn to them within the last year.
-- unit: per cent of people, two decimals
-- denominator: people in the pool, in the segment
-- grain: segment
-- owner: recruiting operations
-- rows: 150
-- version: 2
-- parameters: pool, segment
-- by: segment
-- size: people
SELECT
    segment,
    count(*) AS people,
    count_if(NOT awake) AS dormant,
    CAST(100 * count_if(NOT awake) / count(*) AS DECIMAL(5, 2)) AS share
FROM measured
GROUP BY segment
ORDER BY segment
