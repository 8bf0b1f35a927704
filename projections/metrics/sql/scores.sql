-- question: How active is each person, by the score of docs/metrics.md?
-- definition: Of whoever was not erased. Half-life 60 days; a repeat of one kind within 24 hours counts half of the one before. Rounded to six decimals.
-- unit: points from 0 to 100
-- denominator: none
-- grain: person
-- owner: recruiting operations
-- rows: 134, 137
-- version: 3
SELECT s.dossier, s.score
FROM score s
LEFT ANTI JOIN (SELECT dossier FROM event WHERE array_contains(erased, 'identity')) gone ON gone.dossier = s.dossier
ORDER BY s.dossier
