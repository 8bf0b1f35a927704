-- question: Whom can we reach?
-- definition: Reached at some address that did not fail since.
-- unit: per cent of people, two decimals
-- denominator: people in the pool, in the segment
-- grain: segment
-- owner: recruiting operations
-- rows: 134
-- version: 2
-- parameters: pool, segment
-- by: segment
-- size: people
SELECT
    segment,
    count(*) AS people,
    count_if(reachable) AS reachable,
    CAST(100 * count_if(reachable) / count(*) AS DECIMAL(5, 2)) AS share
FROM measured
GROUP BY segment
ORDER BY segment
