-- Rows of matching for less: they come as a few arrays in the place of some twenty JSON values each, and the keys of many
-- people are looked up in one scan.

SET LOCAL ROLE renmai_owner;

-- `people`: arrays by column, in the database's own spelling. What a record has several of lies one after the other, and
-- `…_upto` says where the n-th one's end: n + 1 numbers, from 0 on. `added` is added to the place of each event.
-- `wanted`: of whom, or NULL. Whatever was there of them is replaced.
CREATE FUNCTION ledger.match_write(people jsonb, added bigint, wanted uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    WITH stale AS (
        DELETE FROM ledger.match_record WHERE stream = ANY (coalesce(wanted, (people ->> 'streams')::uuid[]))
        RETURNING stream, digests
    )
    DELETE FROM ledger.match_key k USING stale, unnest(stale.digests) AS key(digest)
    WHERE k.digest = key.digest AND k.stream = stale.stream;
    WITH told AS MATERIALIZED (  -- no variables: of each record a slice would flatten one of those anew
        SELECT decode(people ->> 'features', 'base64') AS features, (people ->> 'features_upto')::int[] AS f,
            (people ->> 'digests')::bigint[] AS digests, (people ->> 'digests_upto')::int[] AS d,
            (people ->> 'terms')::bigint[] AS terms, (people ->> 'terms_upto')::int[] AS t
    ), written AS (
        INSERT INTO ledger.match_record (stream, position, generation, features, digests, terms)
        SELECT stream, added + event, generation, substr(features, f[n] + 1, f[n + 1] - f[n]),
            digests[d[n] + 1 : d[n + 1]], terms[t[n] + 1 : t[n + 1]]
        FROM told, unnest(
            (people ->> 'streams')::uuid[], (people ->> 'events')::bigint[], (people ->> 'generations')::int[]
        ) WITH ORDINALITY AS each(stream, event, generation, n)
        WHERE wanted IS NULL OR stream = ANY (wanted)
        RETURNING stream, digests
    )
    INSERT INTO ledger.match_key (digest, stream) SELECT unnest(digests), stream FROM written ORDER BY 1;
END $$;

-- Only that part of `ledger.append` changes, whatever else has become of the function since.
DO $$
DECLARE
    before text := pg_get_functiondef('ledger.append'::regproc);
    after text := regexp_replace(
        regexp_replace(before, '\n *described uuid\[\];', ''),
        '(IF inline \? ''match'' THEN\n).*?( +END IF;)',
        '\1        PERFORM ledger.match_write(inline -> ''match'', first_position, NULL);
        INSERT INTO ledger.match_due (stream)
        SELECT new FROM unnest((inline #>> ''{match,streams}'')::uuid[]) new
        WHERE NOT EXISTS (SELECT FROM ledger.match_due d WHERE d.stream = new);
\2');
BEGIN
    IF after NOT LIKE '%ledger.match_write(%' OR after LIKE '%described%' THEN
        RAISE EXCEPTION 'ledger.append is not as expected';
    END IF;
    EXECUTE after;
END $$;

-- As in 0008, of such arrays with whole positions.
CREATE OR REPLACE FUNCTION ledger.match_index(people jsonb, anew boolean) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    wanted uuid[];
BEGIN
    PERFORM pg_advisory_xact_lock(7236837521);
    wanted := ARRAY(
        SELECT stream
        FROM unnest((people ->> 'streams')::uuid[], (people ->> 'events')::bigint[]) AS each(stream, event)
        LEFT JOIN ledger.match_record r USING (stream)
        WHERE r.stream IS NULL OR anew AND r.position <= each.event);
    PERFORM ledger.match_write(people, 0, wanted);
    IF NOT anew THEN
        INSERT INTO ledger.match_due (stream, late) SELECT unnest(wanted), true ON CONFLICT DO NOTHING;
    END IF;
    RETURN cardinality(wanted);
END $$;

-- Who has each of these keys that two have or more. Whole blocks: who asks knows which are too large for that. The settings
-- leave the planner the index alone, whatever it takes the size of a block for.
CREATE FUNCTION ledger.match_blocks(wanted bigint[]) RETURNS TABLE (digest bigint, streams bytea)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashagg = off AS $$
BEGIN
    RETURN QUERY SELECT k.digest, string_agg(uuid_send(k.stream), '') FROM ledger.match_key k
    WHERE k.digest = ANY (wanted) GROUP BY k.digest HAVING count(*) > 1;
END $$;

REVOKE ALL ON FUNCTION ledger.match_write, ledger.match_blocks FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.match_blocks TO renmai_writer;

RESET ROLE;
