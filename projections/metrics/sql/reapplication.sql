-- question: Who comes back?
-- definition: People with an application that ended without a hire and was told or decided in the two years before; of them those who applied again within 24 months of the last outcome.
-- unit: people; per cent, two decimals
-- denominator: people whose application ended without a hire
-- grain: one row
-- owner: recruiting operations
-- rows: 153, 160
-- version: 1
-- size: ended
SELECT
    count(*) AS ended,
    count_if(again) AS again,
    CAST(100 * count_if(again) / nullif(count(*), 0) AS DECIMAL(5, 2)) AS rate
FROM (
    SELECT
        o.dossier,
        bool_or(coalesce(a.happened_at > o.ended_at
            AND unix_micros(a.happened_at) - unix_micros(o.ended_at) <= 63072000000000, false)) AS again
    FROM (
        SELECT dossier, application, max(happened_at) AS ended_at
        FROM event
        WHERE type IN ('not-hired', 'application-withdrawn')
        GROUP BY dossier, application
    ) o
    LEFT JOIN (SELECT dossier, happened_at FROM event WHERE type = 'applied') a ON a.dossier = o.dossier
    WHERE o.ended_at > :two_years_ago
    GROUP BY o.dossier
) outcomes
