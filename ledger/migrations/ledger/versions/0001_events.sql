-- The event store: dense positions in commit order, append-only for every role that the software uses.

CREATE SCHEMA ledger AUTHORIZATION renmai_owner;
SET LOCAL ROLE renmai_owner;

CREATE TABLE ledger.event (
    position    bigint      PRIMARY KEY,
    stream      uuid        NOT NULL,
    version     bigint      NOT NULL,
    type        text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    state       bytea       NOT NULL,
    UNIQUE (stream, version)
);

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % is refused', TG_OP USING ERRCODE = 'RN000';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.event ENABLE ALWAYS TRIGGER append_only;

-- Inline tables: what must be true at once, written in the append's own transaction.

CREATE TABLE ledger.command (
    actor          text   NOT NULL,
    command        uuid   NOT NULL,
    body_sha256    bytea  NOT NULL,
    first_position bigint NOT NULL,
    events         int    NOT NULL,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (actor, command)
);

CREATE TABLE ledger.source_key (
    digest bytea PRIMARY KEY,
    stream uuid  NOT NULL
);
CREATE INDEX ON ledger.source_key (stream);

CREATE TABLE ledger.access_key (
    key_sha256 bytea PRIMARY KEY,
    key        uuid  NOT NULL UNIQUE,
    role       text  NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz
);

-- One call, one transaction. Positions are taken under one lock, so their order is commit order. The commit
-- is asynchronous, so the lock is never held over a flush; `append_durably` makes the second, durable one.
-- Without events it answers the position up to which the ledger had been written.
CREATE FUNCTION ledger.append(
    streams uuid[], versions bigint[], types text[], states bytea[],
    unmoved_streams uuid[], unmoved_versions bigint[],
    by_actor text, command_id uuid, body bytea, inline jsonb,
    OUT first_position bigint, OUT stored int, OUT stamped_at timestamptz, OUT replayed boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    known ledger.command;
    moved uuid;
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

-- The whole append in one round trip: what it answers is on disk. A procedure that commits can be neither
-- SECURITY DEFINER nor have settings of its own, so each name here is written out; and it can't be called
-- inside a transaction, so no caller holds the lock open through it.
CREATE PROCEDURE ledger.append_durably(
    streams uuid[], versions bigint[], types text[], states bytea[],
    unmoved_streams uuid[], unmoved_versions bigint[],
    by_actor text, command_id uuid, body bytea, inline jsonb,
    INOUT first_position bigint = NULL, INOUT stored int = NULL,
    INOUT stamped_at timestamptz = NULL, INOUT replayed boolean = NULL
) LANGUAGE plpgsql AS $$
BEGIN
    SELECT a.first_position, a.stored, a.stamped_at, a.replayed
    INTO first_position, stored, stamped_at, replayed
    FROM ledger.append(
        streams, versions, types, states, unmoved_streams, unmoved_versions, by_actor, command_id, body, inline
    ) a;
    COMMIT;
    PERFORM pg_catalog.set_config('synchronous_commit', 'on', true);
    PERFORM pg_catalog.pg_logical_emit_message(true, 'renmai', '');
END $$;

REVOKE ALL ON FUNCTION ledger.append FROM PUBLIC;
REVOKE ALL ON PROCEDURE ledger.append_durably FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger TO renmai_writer, renmai_reader, renmai_projector, renmai_sealer;
GRANT EXECUTE ON FUNCTION ledger.append TO renmai_writer;
GRANT EXECUTE ON PROCEDURE ledger.append_durably TO renmai_writer;
GRANT SELECT ON ledger.event TO renmai_writer, renmai_reader, renmai_projector, renmai_sealer;
GRANT SELECT ON ledger.command, ledger.source_key, ledger.access_key TO renmai_writer;

RESET ROLE;
-- Read models are the projector's own; it may make schemas of its own and nothing else.
CREATE SCHEMA read AUTHORIZATION renmai_projector;
GRANT USAGE ON SCHEMA read TO renmai_writer, renmai_reader;
DO $$ BEGIN
    EXECUTE format('GRANT CREATE ON DATABASE %I TO renmai_projector', current_database());
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;
