-- One event and nothing beside it, as a look at somebody is: the same append with a third of the arguments, each of which
-- costs a CALL a copy, a plan and a place (decision 0027).

SET LOCAL ROLE renmai_owner;

CREATE FUNCTION ledger.append_one(
    new_stream uuid, new_version bigint, new_type text, new_state bytea, OUT at bigint, OUT stamped_at timestamptz
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed'
        OR set_config('synchronous_commit', 'off', true) <> 'off'
    THEN
        RAISE EXCEPTION 'append needs READ COMMITTED' USING ERRCODE = 'RN001';
    END IF;
    PERFORM pg_advisory_xact_lock(7236837521);
    SELECT e.position + 1, greatest(e.recorded_at, clock_timestamp()) INTO at, stamped_at
    FROM ledger.event e ORDER BY e.position DESC LIMIT 1;
    IF at IS NULL THEN
        at := 1;
        stamped_at := clock_timestamp();
    END IF;
    INSERT INTO ledger.event (position, stream, version, type, recorded_at, state)
    VALUES (at, new_stream, new_version, new_type, stamped_at, new_state);
END $$;

-- As `append_durably`.
CREATE PROCEDURE ledger.append_one_durably(
    new_stream uuid, new_version bigint, new_type text, new_state bytea, OUT at bigint, OUT stamped_at timestamptz
) LANGUAGE plpgsql AS $$
DECLARE
    receipt record;
    setting text;
    flushed pg_catalog.pg_lsn;
BEGIN
    receipt := ledger.append_one(new_stream, new_version, new_type, new_state);
    COMMIT;
    IF pg_catalog.current_setting('server_version_num')::int >= 170000
        AND pg_catalog.current_setting('synchronous_standby_names') = ''
    THEN
        flushed := pg_catalog.pg_logical_emit_message(false, 'renmai', '', true);
    ELSE
        setting := pg_catalog.set_config('synchronous_commit', 'on', true);
        flushed := pg_catalog.pg_logical_emit_message(true, 'renmai', '');
    END IF;
    at := receipt.at;
    stamped_at := receipt.stamped_at;
END $$;

REVOKE ALL ON FUNCTION ledger.append_one FROM PUBLIC;
REVOKE ALL ON PROCEDURE ledger.append_one_durably FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.append_one TO renmai_writer;
GRANT EXECUTE ON PROCEDURE ledger.append_one_durably TO renmai_writer;

RESET ROLE;
