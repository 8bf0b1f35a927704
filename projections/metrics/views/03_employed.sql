-- Who works here since a first working day that no last one follows. Who came as an employee says `person`.
SELECT DISTINCT dossier
FROM (
    SELECT dossier, employment
    FROM event
    WHERE employment IS NOT NULL
    GROUP BY dossier, employment
    HAVING NOT bool_or(type = 'left')
) employments
