-- Which tags people hold: put on, and not taken off again on that record. Of a tag on two, the first assertion stands.
SELECT dossier, tag, min_by(facet, tagged_position) AS facet
FROM (
    SELECT
        dossier,
        stream,
        tag,
        max_by(facet, CASE WHEN type = 'candidate-tagged' THEN position END) AS facet,
        max(CASE WHEN type = 'candidate-tagged' THEN position END) AS tagged_position,
        max_by(type, position) AS last
    FROM event
    WHERE type IN ('candidate-tagged', 'candidate-untagged')
    GROUP BY dossier, stream, tag
) tags
WHERE last = 'candidate-tagged'
GROUP BY dossier, tag
