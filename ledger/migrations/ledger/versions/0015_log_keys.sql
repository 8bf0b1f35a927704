-- Which key of the log followed which, as both signed it. Append-only like the checkpoints.

SET LOCAL ROLE renmai_owner;

CREATE TABLE ledger.log_succession (
    size    bigint      PRIMARY KEY,        -- the old key signed up to here
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    note    text        NOT NULL
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.log_succession
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.log_succession ENABLE ALWAYS TRIGGER append_only;

GRANT SELECT, INSERT ON ledger.log_succession TO renmai_sealer;
GRANT SELECT ON ledger.log_succession TO renmai_reader, renmai_writer;

RESET ROLE;
