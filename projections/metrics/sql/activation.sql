-- question: What becomes of applications of people in the pool?
-- definition: Applications in the period by people who had entered the pool before; of them with an interview, an offer, a first working day.
-- unit: applications
-- denominator: applications from the pool
-- grain: one row
-- owner: recruiting operations
-- rows: 138
-- version: 1
-- parameters: since
-- size: people
-- within: applications > interviewed, applications > offered, applications > hired
SELECT
    count(DISTINCT a.dossier) AS people,
    count(*) AS applications,
    count_if(a.interviewed) AS interviewed,
    count_if(a.offered) AS offered,
    count_if(a.hired) AS hired
FROM (
    SELECT
        dossier,
        application,
        min(CASE WHEN type = 'applied' THEN happened_at END) AS applied_at,
        bool_or(type = 'interview-attended') AS interviewed,
        bool_or(type = 'offer-made') AS offered,
        bool_or(type IN ('hired', 'rehired')) AS hired
    FROM event
    WHERE application IS NOT NULL
    GROUP BY dossier, application
) a
JOIN (
    SELECT dossier, min(happened_at) AS entered_at FROM event WHERE type = 'talent-pool-entered' GROUP BY dossier
) p ON p.dossier = a.dossier
WHERE a.applied_at >= :since AND p.entered_at < a.applied_at
