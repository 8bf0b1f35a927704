-- Where each person stands, by purpose, channel, controller and recipient: the newest consent that nothing takes back
-- governs, by when it was given and then by its position; where there is none, it is withdrawn.
SELECT dossier, purpose, channel, controller, recipient,
    CASE
        WHEN standing IS NULL AND lapsed IS NULL THEN 'withdrawn'
        WHEN standing IS NULL OR lapsed > standing THEN 'expired'
        ELSE 'given'
    END AS state
FROM (
    SELECT dossier, purpose, channel, controller, recipient,
        max(CASE WHEN NOT blocked AND NOT expired THEN place END) AS standing,
        max(CASE WHEN NOT blocked AND expired THEN place END) AS lapsed
    FROM permission
    GROUP BY dossier, purpose, channel, controller, recipient
) newest
