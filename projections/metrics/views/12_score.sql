-- How active each person is: the score of domain.activity, at the moment asked for.
WITH counted AS (
    SELECT
        dossier,
        type,
        happened_at,
        position,
        CASE type
            WHEN 'interview-attended' THEN 50
            WHEN 'applied' THEN 40
            WHEN 'replied' THEN 40
            WHEN 'profile-updated' THEN 25
            WHEN 'profile-confirmed' THEN 25
            WHEN 'contact-logged' THEN 20
            WHEN 'contact-clicked' THEN 8
            WHEN 'contact-opened' THEN 5
        END AS weight
    FROM event
    WHERE type IN ('interview-attended', 'applied', 'replied')
        OR (type = 'profile-updated' AND batch IS NULL AND actor NOT LIKE 'policy:%' AND actor NOT LIKE 'system:%')
        OR (type = 'profile-confirmed' AND by_candidate AND NOT echo)
        OR (type = 'contact-logged' AND went_well)
        OR (type IN ('contact-clicked', 'contact-opened') AND NOT by_machine)
),
repeated AS (
    SELECT
        dossier,
        weight,
        unix_micros(happened_at) AS happened,
        count(*) OVER (
            PARTITION BY dossier, type ORDER BY unix_micros(happened_at)
            RANGE BETWEEN 86399999999 PRECEDING AND CURRENT ROW
        ) - count(*) OVER (
            PARTITION BY dossier, type, happened_at ORDER BY position
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS place
    FROM counted
)
SELECT
    dossier,
    CAST(100 * (1 - power(2, -sum(
        weight * power(2, 1 - place) * power(2, (happened - unix_micros(:as_of)) / 5184000000000)
    ) / 19)) AS DECIMAL(9, 6)) AS score
FROM repeated
GROUP BY dossier
