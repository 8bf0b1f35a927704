-- Every first working day, and whether the person was in the pool before the application that led to it.
SELECT h.dossier, h.employment, h.application, h.job, h.key_role, h.hired_at, a.applied_at,
    coalesce(p.first_entered_at < coalesce(a.applied_at, h.hired_at), false) AS from_pool
FROM (
    SELECT dossier, employment, max(application) AS application, max(job) AS job,
        coalesce(bool_or(key_role), false) AS key_role, min(happened_at) AS hired_at
    FROM event
    WHERE type IN ('hired', 'rehired')
    GROUP BY dossier, employment
) h
LEFT JOIN (
    SELECT application, min(happened_at) AS applied_at FROM event WHERE type = 'applied' GROUP BY application
) a ON a.application = h.application
LEFT JOIN (
    SELECT dossier, min(happened_at) AS first_entered_at FROM event WHERE type = 'talent-pool-entered' GROUP BY dossier
) p ON p.dossier = h.dossier
