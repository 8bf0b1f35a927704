-- Where each person stands, by purpose, channel, controller and recipient: the newest consent that nothing takes back
-- governs; where there is none, it is withdrawn.
SELECT dossier, purpose, channel, controller, recipient,
    CASE
        WHEN count_if(NOT blocked) = 0 THEN 'withdrawn'
        WHEN max_by(expired, CASE WHEN NOT blocked THEN struct(happened_at, position) END) THEN 'expired'
        ELSE 'given'
    END AS state
FROM permission
GROUP BY dossier, purpose, channel, controller, recipient
