-- Records are indexed after their append, too: those that were stored while nobody compared, and all of them anew.

SET LOCAL ROLE renmai_owner;

ALTER TABLE ledger.match_due ADD COLUMN late boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN ledger.match_due.late IS 'indexed after others that it precedes: it is compared with those after it, too';

-- How far somebody has walked through the ledger. It can be thrown away: then the walk begins anew.
CREATE TABLE work.walk (
    name    text   PRIMARY KEY,
    reached bigint NOT NULL,
    until   bigint
);
GRANT SELECT, INSERT, UPDATE, DELETE ON work.walk TO renmai_writer;
GRANT SELECT ON work.walk TO renmai_reader;

-- Rows as `ledger.append` takes them, but with whole positions. Under its lock, so that whoever is described at the
-- same moment keeps the newer row. `anew`: in the place of what is there; else only where nothing is, and compared
-- afterwards. Answers how many rows were written.
CREATE FUNCTION ledger.match_index(people jsonb, anew boolean) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    wanted uuid[];
BEGIN
    PERFORM pg_advisory_xact_lock(7236837521);
    wanted := ARRAY(
        SELECT (row ->> 0)::uuid FROM jsonb_array_elements(people) row
        LEFT JOIN ledger.match_record r ON r.stream = (row ->> 0)::uuid
        WHERE r.stream IS NULL OR anew AND r.position <= (row ->> 1)::bigint);
    DELETE FROM ledger.match_key k USING ledger.match_record r, unnest(r.digests) AS stale(digest)
    WHERE r.stream = ANY (wanted) AND k.digest = stale.digest AND k.stream = r.stream;
    INSERT INTO ledger.match_record (stream, position, generation, features, digests, terms)
    SELECT (row ->> 0)::uuid, (row ->> 1)::bigint, (row ->> 2)::int, decode(row ->> 3, 'base64'),
        ARRAY(SELECT digest::bigint FROM jsonb_array_elements_text(row -> 4) digest),
        ARRAY(SELECT term::bigint FROM jsonb_array_elements_text(row -> 5) term)
    FROM jsonb_array_elements(people) row WHERE (row ->> 0)::uuid = ANY (wanted)
    ON CONFLICT (stream) DO UPDATE SET position = excluded.position, generation = excluded.generation,
        features = excluded.features, digests = excluded.digests, terms = excluded.terms;
    INSERT INTO ledger.match_key (digest, stream)
    SELECT unnest(r.digests), r.stream FROM ledger.match_record r WHERE r.stream = ANY (wanted)
    ON CONFLICT DO NOTHING;
    IF NOT anew THEN
        INSERT INTO ledger.match_due (stream, late) SELECT unnest(wanted), true ON CONFLICT DO NOTHING;
    END IF;
    RETURN cardinality(wanted);
END $$;

REVOKE ALL ON FUNCTION ledger.match_index FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.match_index TO renmai_writer;

RESET ROLE;
