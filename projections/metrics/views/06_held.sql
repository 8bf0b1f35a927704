-- Which tags people hold: put on, and not taken off again on that record.
SELECT DISTINCT dossier, tag, facet
FROM (
    SELECT
        dossier,
        stream,
        tag,
        max_by(facet, CASE WHEN type = 'candidate-tagged' THEN position END) AS facet,
        max_by(type, position) AS last
    FROM event
    WHERE type IN ('candidate-tagged', 'candidate-untagged')
    GROUP BY dossier, stream, tag
) tags
WHERE last = 'candidate-tagged'
