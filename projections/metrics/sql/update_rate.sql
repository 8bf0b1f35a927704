-- question: How much of what we know is fresh?
-- definition: Something of the profile was said by anybody, or confirmed by the person, within the last year.
-- unit: per cent of people, two decimals
-- denominator: people in the pool, in the segment
-- grain: segment
-- owner: recruiting operations
-- rows: 135
-- version: 2
-- parameters: pool, segment
-- by: segment
-- size: people
SELECT
    segment,
    count(*) AS people,
    count_if(fresh) AS fresh,
    CAST(100 * count_if(fresh) / count(*) AS DECIMAL(5, 2)) AS share
FROM measured
GROUP BY segment
ORDER BY segment
