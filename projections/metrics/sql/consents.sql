-- question: Who had allowed what, at that moment, as we knew it then or know it now?
-- definition: People by purpose, channel and where their consent stands. A consent counts from when it was recorded, whatever time it claims.
-- unit: people
-- denominator: none
-- grain: purpose, channel, state
-- owner: data protection
-- rows: 140
-- version: 1
-- by: purpose, channel, state
-- size: people
SELECT purpose, channel, state, count(DISTINCT dossier) AS people
FROM consent
GROUP BY purpose, channel, state
ORDER BY purpose, channel, state
