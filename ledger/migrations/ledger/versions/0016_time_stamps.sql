-- When a checkpoint was there, as an authority of somebody else's says (RFC 3161). Append-only like the checkpoints.

SET LOCAL ROLE renmai_owner;

CREATE TABLE ledger.time_stamp (
    size       bigint      NOT NULL REFERENCES ledger.checkpoint,
    authority  text        NOT NULL,        -- its address
    stamped_at timestamptz NOT NULL,        -- as it says
    response   bytea       NOT NULL,        -- a TimeStampResp over the checkpoint's note, in DER
    PRIMARY KEY (size, authority)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.time_stamp
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.time_stamp ENABLE ALWAYS TRIGGER append_only;

GRANT SELECT, INSERT ON ledger.time_stamp TO renmai_sealer;
GRANT SELECT ON ledger.time_stamp TO renmai_reader, renmai_writer;

RESET ROLE;
