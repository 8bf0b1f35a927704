-- Who works here: a first working day that no last one follows, or somebody who came as an employee.
SELECT dossier
FROM (
    SELECT dossier, employment, bool_or(type = 'left') AS ended
    FROM event
    WHERE employment IS NOT NULL
    GROUP BY dossier, employment
) employments
GROUP BY dossier
HAVING bool_or(NOT ended)
UNION
SELECT came.dossier
FROM (
    SELECT dossier, max_by(status, position) AS status FROM event WHERE type = 'candidate-ingested' GROUP BY dossier
) came
LEFT ANTI JOIN (SELECT DISTINCT dossier FROM event WHERE employment IS NOT NULL) worked ON worked.dossier = came.dossier
WHERE came.status = 'employee'
