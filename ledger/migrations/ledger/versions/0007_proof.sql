-- The tree over the ledger: full tiles, and the checkpoints that were signed. Append-only like the events.
-- Tiles can be made again from the events; checkpoints and cosignatures can't.

SET LOCAL ROLE renmai_owner;

-- The hashes of a tile in two columns: TOAST keeps 1,996 bytes a chunk and four chunks a page, so 7,968 bytes fill
-- one page; all 8,192 in one column would take a page and a quarter (41 bytes an event instead of 34).
CREATE TABLE ledger.tile (
    level  smallint NOT NULL,
    number bigint   NOT NULL,
    head   bytea    NOT NULL CHECK (octet_length(head) = 7968),
    tail   bytea    NOT NULL CHECK (octet_length(tail) = 224),
    root   bytea    NOT NULL CHECK (octet_length(root) = 32),
    PRIMARY KEY (level, number)
);
ALTER TABLE ledger.tile ALTER COLUMN head SET STORAGE EXTERNAL;
ALTER TABLE ledger.tile ALTER COLUMN tail SET STORAGE PLAIN;

CREATE TABLE ledger.checkpoint (
    size      bigint      PRIMARY KEY,
    root      bytea       NOT NULL CHECK (octet_length(root) = 32),
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    note      text        NOT NULL          -- signed by the log alone
);

CREATE TABLE ledger.cosignature (
    size      bigint      NOT NULL REFERENCES ledger.checkpoint,
    witness   text        NOT NULL,         -- its verifier key
    signed_at timestamptz NOT NULL,         -- as the witness says
    line      text        NOT NULL,
    PRIMARY KEY (size, witness)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.tile
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.tile ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE ledger.checkpoint ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE ledger.cosignature ENABLE ALWAYS TRIGGER append_only;

GRANT SELECT, INSERT ON ledger.tile, ledger.checkpoint, ledger.cosignature TO renmai_sealer;
GRANT SELECT ON ledger.tile, ledger.checkpoint, ledger.cosignature TO renmai_reader, renmai_writer;

RESET ROLE;
