-- question: What is there to say about the pool on one sheet?
-- definition: People in the pool; of them fresh within a year; hires from the pool within two years, and into how many families of jobs.
-- unit: people, hires, families
-- denominator: none
-- grain: one row
-- owner: recruiting operations
-- rows: 155
-- version: 3
-- parameters: pool
-- size: people
SELECT *
FROM (SELECT count(*) AS people, count_if(fresh) AS fresh FROM measured) p
CROSS JOIN (
    SELECT count(DISTINCT h.employment) AS hires_in_two_years, count(DISTINCT j.family) AS families,
        array_join(array_sort(collect_set(j.family)), ', ') AS job_types
    FROM hire h
    LEFT JOIN (SELECT stream, max(family) AS family FROM event WHERE type = 'job-opened' GROUP BY stream) j
        ON j.stream = h.job
    WHERE h.from_pool AND h.hired_at > :two_years_ago
) h
