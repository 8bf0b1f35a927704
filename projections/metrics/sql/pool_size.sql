-- question: How many people are in the pool, and what is it made of?
-- definition: People in the pool by segment. Who opted out counts; who is merged counts once.
-- unit: people
-- denominator: none
-- grain: segment
-- owner: recruiting operations
-- rows: 133
-- version: 2
-- parameters: pool, segment
-- by: segment
-- size: people
SELECT segment, count(*) AS people
FROM measured
GROUP BY segment
ORDER BY segment
