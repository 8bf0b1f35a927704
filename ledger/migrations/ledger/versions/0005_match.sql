-- Who may be who: by which keyed hashes a record is found, and in which form it is compared. Rows of the append's own
-- transaction, so that of two records arriving at once the later one always sees the earlier; purged on erasure.

SET LOCAL ROLE renmai_owner;

CREATE TABLE ledger.match_record (
    stream     uuid     PRIMARY KEY,
    position   bigint   NOT NULL,
    generation int      NOT NULL,
    features   bytea    NOT NULL,
    digests    bigint[] NOT NULL,
    terms      bigint[] NOT NULL
);
COMMENT ON COLUMN ledger.match_record.position IS 'of the event that described it last: it is compared with those before';
COMMENT ON COLUMN ledger.match_record.features IS 'nonce and AES-256-GCM ciphertext, under the identity key of that generation';
COMMENT ON COLUMN ledger.match_record.digests IS 'the first 8 bytes of HMAC-SHA-256 over kind and value';
COMMENT ON COLUMN ledger.match_record.terms IS 'likewise, of names and places: how usual each is the statistics of this column tell';
ALTER TABLE ledger.match_record ALTER COLUMN terms SET STATISTICS 500;

CREATE TABLE ledger.match_key (
    digest bigint NOT NULL,
    stream uuid   NOT NULL,
    PRIMARY KEY (digest, stream)
);

-- Records that nobody has compared yet: a process may end between the append and the comparison.
CREATE TABLE ledger.match_due (
    stream uuid        PRIMARY KEY,
    since  timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE OR REPLACE FUNCTION ledger.append(
    streams uuid[], versions bigint[], types text[], states bytea[],
    unmoved_streams uuid[], unmoved_versions bigint[],
    by_actor text, command_id uuid, body bytea, inline jsonb,
    OUT first_position bigint, OUT stored int, OUT stamped_at timestamptz, OUT replayed boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    known ledger.command;
    moved uuid;
    described uuid[];
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append needs READ COMMITTED' USING ERRCODE = 'RN001';
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    PERFORM pg_advisory_xact_lock(7236837521);

    IF command_id IS NOT NULL THEN
        SELECT * INTO known FROM ledger.command c WHERE c.actor = by_actor AND c.command = command_id;
        IF FOUND THEN
            IF known.body_sha256 IS DISTINCT FROM body THEN
                RAISE EXCEPTION 'command id used for another body' USING ERRCODE = 'RN002';
            END IF;
            first_position := known.first_position;
            stored := known.events;
            stamped_at := known.recorded_at;
            replayed := true;
            RETURN;
        END IF;
    END IF;

    IF cardinality(unmoved_streams) > 0 THEN
        SELECT u.stream INTO moved FROM unnest(unmoved_streams, unmoved_versions) AS u(stream, version)
        WHERE u.version <> coalesce((SELECT max(e.version) FROM ledger.event e WHERE e.stream = u.stream), 0)
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'stream % moved', moved USING ERRCODE = 'RN003';
        END IF;
    END IF;

    SELECT e.position, e.recorded_at INTO first_position, stamped_at
    FROM ledger.event e ORDER BY e.position DESC LIMIT 1;
    stored := cardinality(streams);
    first_position := coalesce(first_position, 0) + least(stored, 1);
    stamped_at := greatest(stamped_at, clock_timestamp());
    replayed := false;

    INSERT INTO ledger.event (position, stream, version, type, recorded_at, state)
    SELECT first_position + n - 1, stream, version, type, stamped_at, state
    FROM unnest(streams, versions, types, states) WITH ORDINALITY AS new(stream, version, type, state, n);

    IF command_id IS NOT NULL THEN
        INSERT INTO ledger.command VALUES (by_actor, command_id, body, first_position, stored, stamped_at);
    END IF;
    IF inline ? 'source_key' THEN
        INSERT INTO ledger.source_key
        SELECT decode(row ->> 0, 'hex'), (row ->> 1)::uuid FROM jsonb_array_elements(inline -> 'source_key') row;
    END IF;
    IF inline ? 'match' THEN
        described := ARRAY(SELECT (row ->> 0)::uuid FROM jsonb_array_elements(inline -> 'match') row);
        DELETE FROM ledger.match_key k USING ledger.match_record r, unnest(r.digests) AS stale(digest)
        WHERE r.stream = ANY (described) AND k.digest = stale.digest AND k.stream = r.stream;
        INSERT INTO ledger.match_record (stream, position, generation, features, digests, terms)
        SELECT (row ->> 0)::uuid, first_position + (row ->> 1)::int, (row ->> 2)::int, decode(row ->> 3, 'base64'),
            ARRAY(SELECT digest::bigint FROM jsonb_array_elements_text(row -> 4) digest),
            ARRAY(SELECT term::bigint FROM jsonb_array_elements_text(row -> 5) term)
        FROM jsonb_array_elements(inline -> 'match') row
        ON CONFLICT (stream) DO UPDATE SET position = excluded.position, generation = excluded.generation,
            features = excluded.features, digests = excluded.digests, terms = excluded.terms;
        INSERT INTO ledger.match_key (digest, stream)
        SELECT unnest(r.digests), r.stream FROM ledger.match_record r WHERE r.stream = ANY (described)
        ON CONFLICT DO NOTHING;
        INSERT INTO ledger.match_due (stream) SELECT unnest(described) ON CONFLICT DO NOTHING;
    END IF;
    IF inline ? 'access_key' THEN
        INSERT INTO ledger.access_key
        SELECT decode(row ->> 0, 'hex'), (row ->> 1)::uuid, row ->> 2, (row ->> 3)::timestamptz, NULL
        FROM jsonb_array_elements(inline -> 'access_key') row;
    END IF;
    IF inline ? 'access_key_revoked' THEN
        UPDATE ledger.access_key SET revoked_at = stamped_at
        WHERE key IN (SELECT (row #>> '{}')::uuid FROM jsonb_array_elements(inline -> 'access_key_revoked') row);
    END IF;
END $$;

-- They were compared, and what came of it is stored.
CREATE FUNCTION ledger.matched(compared uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM ledger.match_due WHERE stream = ANY (compared);
$$;

-- They are never found again: their keys are destroyed, or their records were made in error.
CREATE FUNCTION ledger.unmatch(forgotten uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM ledger.match_key k USING ledger.match_record r, unnest(r.digests) AS stale(digest)
    WHERE r.stream = ANY (forgotten) AND k.digest = stale.digest AND k.stream = r.stream;
    DELETE FROM ledger.match_record WHERE stream = ANY (forgotten);
    DELETE FROM ledger.match_due WHERE stream = ANY (forgotten);
END $$;

-- How usual each term is: the server's own statistics, taken anew from a sample.
CREATE FUNCTION ledger.recount() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    ANALYZE ledger.match_record (stream, terms);
END $$;

REVOKE ALL ON FUNCTION ledger.recount FROM PUBLIC;
REVOKE ALL ON FUNCTION ledger.matched FROM PUBLIC;
REVOKE ALL ON FUNCTION ledger.unmatch FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.recount, ledger.matched, ledger.unmatch TO renmai_writer;
GRANT SELECT ON ledger.match_record, ledger.match_key, ledger.match_due TO renmai_writer;

RESET ROLE;
