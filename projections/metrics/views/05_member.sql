-- Who is in the pool (docs/metrics.md): in one of the pools that are asked for, not employed here, not erased.
SELECT p.*, s.since
FROM person p
JOIN (SELECT dossier, min(since) AS since FROM stay GROUP BY dossier) s ON s.dossier = p.dossier
LEFT ANTI JOIN employed w ON w.dossier = p.dossier
WHERE NOT p.erased AND NOT p.came_employed
