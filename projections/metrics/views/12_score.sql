-- How active each person is: the score of domain.activity, at the moment asked for. A repeat within 24 hours lies on the
-- same day as what it repeats, or on the one after it.
WITH counted AS (
    SELECT
        dossier,
        type,
        position,
        unix_micros(happened_at) AS happened,
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
by_day AS (SELECT *, happened div 86400000000 AS day FROM counted),
repeated AS (
    SELECT
        e.dossier,
        e.weight,
        e.happened,
        count(*) AS place
    FROM by_day e
    JOIN (SELECT dossier, type, position, happened, explode(array(day, day + 1)) AS day FROM by_day) before
        ON before.dossier = e.dossier AND before.type = e.type AND before.day = e.day
            AND before.happened > e.happened - 86400000000
            AND (before.happened < e.happened OR (before.happened = e.happened AND before.position <= e.position))
    GROUP BY e.dossier, e.weight, e.happened, e.position
)
SELECT
    dossier,
    CAST(100 * (1 - power(2, -sum(
        weight * power(2, 1 - place) * power(2, (happened - unix_micros(:as_of)) / 5184000000000)
    ) / 19)) AS DECIMAL(9, 6)) AS score
FROM repeated
GROUP BY dossier
