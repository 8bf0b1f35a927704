-- question: Which channels bring how many people, how good, and how many hires?
-- definition: Applications of the period by where they came from; of them with an interview, a positive verdict, a first working day.
-- unit: applications
-- denominator: applications of the channel
-- grain: channel of the application
-- owner: recruiting operations
-- rows: 144
-- version: 1
-- parameters: since
-- by: via
-- size: people
-- within: applications > interviewed, applications > positive, applications > hired
SELECT
    via,
    count(DISTINCT dossier) AS people,
    count(*) AS applications,
    count_if(interviewed) AS interviewed,
    count_if(positive) AS positive,
    count_if(hired) AS hired
FROM (
    SELECT
        dossier,
        application,
        coalesce(max(via), 'unknown') AS via,
        min(CASE WHEN type = 'applied' THEN happened_at END) AS applied_at,
        bool_or(type = 'interview-attended') AS interviewed,
        bool_or(coalesce(type = 'interview-evaluated' AND verdict = 'positive', false)) AS positive,
        bool_or(type IN ('hired', 'rehired')) AS hired
    FROM event
    WHERE application IS NOT NULL
    GROUP BY dossier, application
) applications
WHERE applied_at >= :since
GROUP BY via
ORDER BY via
