-- question: What is the pool known for?
-- definition: People in the pool by tag they hold.
-- unit: people
-- denominator: none
-- grain: facet, tag
-- owner: recruiting operations
-- rows: 148
-- version: 2
-- parameters: pool
-- by: facet, tag
-- size: people
SELECT h.facet, h.tag, count(*) AS people
FROM member m
JOIN held h ON h.dossier = m.dossier
GROUP BY h.facet, h.tag
ORDER BY h.facet, h.tag
