-- question: How many hires a year come from the pool, how many of each into key roles, and at what effort?
-- definition: First working days by year (UTC); from the pool: entered before the application. Touches: contacts that we made in that year, each once.
-- unit: hires, contacts
-- denominator: none
-- grain: year
-- owner: recruiting operations
-- rows: 139
-- version: 3
-- by: year
-- within: hires > from_pool, hires > key_roles, from_pool > key_roles_from_pool, key_roles > key_roles_from_pool
SELECT
    coalesce(h.year, t.year) AS year,
    coalesce(h.hires, 0) AS hires,
    coalesce(h.from_pool, 0) AS from_pool,
    coalesce(h.key_roles, 0) AS key_roles,
    coalesce(h.key_roles_from_pool, 0) AS key_roles_from_pool,
    coalesce(t.touches, 0) AS touches
FROM (
    SELECT year(CAST(date_add(DATE '1970-01-01', CAST(floor(unix_micros(hired_at) / 86400000000) AS INT)) AS DATE)) AS year,
        count(*) AS hires, count_if(from_pool) AS from_pool, count_if(key_role) AS key_roles,
        count_if(key_role AND from_pool) AS key_roles_from_pool
    FROM hire
    GROUP BY 1
) h
FULL OUTER JOIN (
    SELECT year(CAST(date_add(DATE '1970-01-01', CAST(floor(unix_micros(happened_at) / 86400000000) AS INT)) AS DATE)) AS year,
        count(*) AS touches
    FROM (
        SELECT min(happened_at) AS happened_at
        FROM event
        WHERE type = 'contact-sent' OR (type = 'contact-logged' AND NOT inbound)
        GROUP BY contact
    ) contacts
    GROUP BY 1
) t ON t.year = h.year
ORDER BY 1
