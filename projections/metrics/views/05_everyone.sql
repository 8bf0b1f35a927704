-- Everybody there is, and whether they are in the pool (docs/metrics.md): in one of the pools that are asked for, not
-- employed here, not erased.
SELECT p.*, s.since,
    s.since IS NOT NULL AND w.dossier IS NULL AND NOT p.erased AND NOT p.came_employed AS in_pool
FROM person p
LEFT JOIN (SELECT dossier, min(since) AS since FROM stay GROUP BY dossier) s ON s.dossier = p.dossier
LEFT JOIN employed w ON w.dossier = p.dossier
