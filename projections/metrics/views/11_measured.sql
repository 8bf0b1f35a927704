-- Everybody in the pool by segment, and which of the measures of docs/metrics.md hold of them. A row for each
-- person; in the segment `skill` one for each of a person's skills.
SELECT
    m.dossier,
    coalesce(CASE
        WHEN :segment = 'region' THEN m.region
        WHEN :segment = 'age' THEN m.age_band
        WHEN :segment = 'education' THEN m.education_level
        WHEN :segment = 'intent' THEN m.intent
        WHEN :segment = 'tier' THEN m.tier
        WHEN :segment = 'skill' THEN s.tag
        WHEN :segment = 'family' THEN f.family
        ELSE 'all'
    END, 'unknown') AS segment,
    coalesce(m.heard_at > :six_months_ago, false) AS active,
    coalesce(m.touched_at > :a_year_ago, false) AS covered,
    coalesce(m.heard_at > :a_year_ago, false) OR coalesce(m.touched_at > :a_year_ago, false) AS awake,
    coalesce(m.updated_at > :a_year_ago, false) AS fresh,
    coalesce(m.reached_place > coalesce(m.lost_place, 0), false) AS reachable,
    coalesce(m.reached_place > coalesce(m.lost_place, 0), false) AND m.intent IS NOT NULL AS effective,
    coalesce(m.heard_at > :three_years_ago AND m.updated_at > :a_year_ago, false) AS kept_up
FROM member m
LEFT JOIN (SELECT dossier, tag FROM held WHERE facet = 'skill' AND :segment = 'skill') s ON s.dossier = m.dossier
LEFT JOIN (
    SELECT a.dossier, max_by(j.family, a.position) AS family
    FROM event a
    JOIN (SELECT stream, max(family) AS family FROM event WHERE type = 'job-opened' GROUP BY stream) j
        ON j.stream = a.job
    WHERE a.type = 'applied' AND :segment = 'family'
    GROUP BY a.dossier
) f ON f.dossier = m.dossier
