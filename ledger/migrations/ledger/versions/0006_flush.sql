-- An append for less: a short way for one event, and a flush without a transaction of its own.

SET LOCAL ROLE renmai_owner;

-- One event, and nothing beside it, is what most appends are.
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
    setting text;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append needs READ COMMITTED' USING ERRCODE = 'RN001';
    END IF;
    setting := set_config('synchronous_commit', 'off', true);
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

    IF stored = 1 THEN
        INSERT INTO ledger.event (position, stream, version, type, recorded_at, state)
        VALUES (first_position, streams[1], versions[1], types[1], stamped_at, states[1]);
    ELSE
        INSERT INTO ledger.event (position, stream, version, type, recorded_at, state)
        SELECT first_position + n - 1, stream, version, type, stamped_at, state
        FROM unnest(streams, versions, types, states) WITH ORDINALITY AS new(stream, version, type, state, n);
    END IF;

    IF command_id IS NOT NULL THEN
        INSERT INTO ledger.command VALUES (by_actor, command_id, body, first_position, stored, stamped_at);
    END IF;
    IF inline IS NULL THEN
        RETURN;
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

-- From PostgreSQL 17 on a message may flush the log up to itself, and what was committed before lies before it in the log.
-- An older server, and one with a synchronous standby (a message waits for none), makes a durable commit instead.
CREATE OR REPLACE PROCEDURE ledger.append_durably(
    streams uuid[], versions bigint[], types text[], states bytea[],
    unmoved_streams uuid[], unmoved_versions bigint[],
    by_actor text, command_id uuid, body bytea, inline jsonb,
    INOUT first_position bigint = NULL, INOUT stored int = NULL,
    INOUT stamped_at timestamptz = NULL, INOUT replayed boolean = NULL
) LANGUAGE plpgsql AS $$
DECLARE
    receipt record;
    setting text;
    flushed pg_catalog.pg_lsn;
BEGIN
    receipt := ledger.append(
        streams, versions, types, states, unmoved_streams, unmoved_versions, by_actor, command_id, body, inline
    );
    COMMIT;
    IF pg_catalog.current_setting('server_version_num')::int >= 170000
        AND pg_catalog.current_setting('synchronous_standby_names') = ''
    THEN
        flushed := pg_catalog.pg_logical_emit_message(false, 'renmai', '', true);
    ELSE
        setting := pg_catalog.set_config('synchronous_commit', 'on', true);
        flushed := pg_catalog.pg_logical_emit_message(true, 'renmai', '');
    END IF;
    first_position := receipt.first_position;
    stored := receipt.stored;
    stamped_at := receipt.stamped_at;
    replayed := receipt.replayed;
END $$;

RESET ROLE;
