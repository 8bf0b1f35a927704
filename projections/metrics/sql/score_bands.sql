-- question: How active are the people in the pool?
-- definition: People in the pool by the band of their score: 80 and above is high, below 50 is low.
-- unit: people
-- denominator: none
-- grain: band
-- owner: recruiting operations
-- rows: 137
-- version: 1
-- parameters: pool
-- by: band
-- size: people
SELECT
    CASE WHEN coalesce(s.score, 0) >= 80 THEN 'high' WHEN coalesce(s.score, 0) >= 50 THEN 'middle' ELSE 'low' END AS band,
    count(*) AS people
FROM member m
LEFT JOIN score s ON s.dossier = m.dossier
GROUP BY 1
ORDER BY 1
