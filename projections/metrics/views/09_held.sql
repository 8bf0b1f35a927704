-- Which tags people hold: put on, and not taken off again on that record. Of a tag on two, the first assertion stands.
SELECT kept.dossier, kept.tag, said.facet
FROM (
    SELECT dossier, tag, min(put_on) AS position
    FROM (
        SELECT
            dossier,
            stream,
            tag,
            max(CASE WHEN type = 'candidate-tagged' THEN position END) AS put_on,
            max(CASE WHEN type = 'candidate-untagged' THEN position END) AS taken_off
        FROM event
        WHERE type IN ('candidate-tagged', 'candidate-untagged')
        GROUP BY dossier, stream, tag
    ) tags
    WHERE put_on > coalesce(taken_off, 0)
    GROUP BY dossier, tag
) kept
JOIN (SELECT position, facet FROM lake WHERE type = 'candidate-tagged') said ON said.position = kept.position
