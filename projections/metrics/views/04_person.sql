-- One row for each person there is: what was said of them last, and when they and we last did what. What one source
-- says of a person anew is in the place of what it said before; a tier and an intent stand by when they happened.
SELECT
    dossier,
    min(CASE WHEN type = 'candidate-ingested' THEN happened_at END) AS added_at,
    max_by(region, CASE WHEN region IS NOT NULL THEN position END) AS region,
    max_by(age_band, CASE WHEN age_band IS NOT NULL THEN position END) AS age_band,
    max_by(education_level, CASE WHEN education_level IS NOT NULL THEN position END) AS education_level,
    max_by(tier, CASE WHEN type = 'tier-assigned' THEN place END) AS tier,
    max_by(intent, CASE WHEN type = 'intent-recorded' THEN place END) AS intent,
    max(CASE
        WHEN type IN ('replied', 'applied', 'interview-attended') THEN happened_at
        WHEN type = 'contact-logged' AND inbound THEN happened_at
        WHEN type IN ('contact-opened', 'contact-clicked') AND NOT by_machine THEN happened_at
        WHEN type = 'profile-confirmed' AND by_candidate AND NOT echo THEN happened_at
        WHEN type = 'profile-updated' AND batch IS NULL AND actor NOT LIKE 'policy:%'
            AND actor NOT LIKE 'system:%' THEN happened_at
    END) AS heard_at,
    max(CASE
        WHEN type = 'contact-sent' THEN happened_at
        WHEN type = 'contact-logged' AND NOT inbound THEN happened_at
    END) AS touched_at,
    max(CASE
        WHEN type IN ('candidate-ingested', 'profile-updated', 'profile-update-accepted', 'intent-recorded',
            'pay-expected') THEN happened_at
        WHEN type = 'profile-confirmed' AND by_candidate AND NOT echo THEN happened_at
    END) AS updated_at,
    max(CASE
        WHEN type IN ('contact-point-verified', 'replied', 'contact-delivered') THEN place
        WHEN type = 'contact-logged' AND (inbound OR outcome IN ('reached', 'interested', 'not-now', 'declined'))
            THEN place
    END) AS reached_place,
    max(CASE
        WHEN type = 'contact-point-invalid' THEN place
        WHEN type = 'contact-bounced' AND hard THEN place
    END) AS lost_place,
    coalesce(
        max(CASE WHEN type = 'candidate-ingested' AND status = 'employee' THEN position END)
            = max(CASE WHEN type = 'candidate-ingested' THEN position END), false
    ) AND count(employment) = 0 AS came_employed,
    coalesce(bool_or(array_contains(erased, 'identity')), false) AS erased
FROM event
GROUP BY dossier
HAVING bool_or(type = 'candidate-ingested')
