-- question: Who had allowed what, at that moment, as we knew it then or know it now?
-- definition: People who were not erased, by purpose, channel and where their consent stands. A consent counts from when it was recorded, whatever time it claims.
-- unit: people
-- denominator: none
-- grain: purpose, channel, state
-- owner: data protection
-- rows: 140
-- version: 3
-- parameters: channel
-- by: purpose, channel, state
-- size: people
SELECT c.purpose, c.channel, c.state, count(DISTINCT c.dossier) AS people
FROM consent c
LEFT ANTI JOIN (SELECT dossier FROM event WHERE array_contains(erased, 'identity')) gone ON gone.dossier = c.dossier
WHERE :channel = '' OR c.channel = :channel
GROUP BY c.purpose, c.channel, c.state
ORDER BY c.purpose, c.channel, c.state
