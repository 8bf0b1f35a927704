-- How much a sender has sent, by the hour: counted in the append's own transaction and under its lock, so that of two
-- dispatches at once only one is the last that the cap lets through.

SET LOCAL ROLE renmai_owner;

CREATE TABLE ledger.sender_hour (
    sender  text        NOT NULL,
    channel text        NOT NULL,
    kind    text        NOT NULL,
    hour    timestamptz NOT NULL,
    sent    int         NOT NULL,
    PRIMARY KEY (sender, channel, kind, hour)
);

-- Over all hours that the window touches: a little stricter than the window, never looser.
CREATE FUNCTION ledger.sent_by(by_sender text, on_channel text, of_kind text, since timestamptz) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(sum(sent), 0) FROM ledger.sender_hour
    WHERE sender = by_sender AND channel = on_channel AND kind = of_kind AND hour > since - interval '1 hour';
$$;

CREATE FUNCTION ledger.count_sent(inline jsonb, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    one jsonb;
BEGIN
    FOR one IN SELECT * FROM jsonb_array_elements(inline -> 'sent') LOOP
        IF ledger.sent_by(one ->> 0, one ->> 1, one ->> 2, at - make_interval(secs => (one ->> 3)::float8))
            >= (one ->> 4)::bigint THEN
            RAISE EXCEPTION 'the sender has sent enough' USING ERRCODE = 'RN003';
        END IF;
        INSERT INTO ledger.sender_hour VALUES (one ->> 0, one ->> 1, one ->> 2, date_trunc('hour', at, 'UTC'), 1)
        ON CONFLICT (sender, channel, kind, hour) DO UPDATE SET sent = ledger.sender_hour.sent + 1;
    END LOOP;
END $$;

-- As before, with the counting between the append and its commit.
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
    IF inline OPERATOR(pg_catalog.?) 'sent' AND NOT receipt.replayed THEN
        PERFORM ledger.count_sent(inline, receipt.stamped_at);
    END IF;
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

REVOKE ALL ON FUNCTION ledger.count_sent FROM PUBLIC;
REVOKE ALL ON FUNCTION ledger.sent_by FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.count_sent, ledger.sent_by TO renmai_writer;
GRANT SELECT ON ledger.sender_hour TO renmai_writer;

RESET ROLE;
