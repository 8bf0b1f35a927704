-- Data keys, wrapped, one per subject, data class and generation. They live apart from the events. A destroyed
-- key leaves a tombstone: no wrapped bytes, and when it was destroyed.

CREATE SCHEMA keys AUTHORIZATION renmai_owner;
SET LOCAL ROLE renmai_owner;

CREATE TABLE keys.data_key (
    subject      uuid NOT NULL,
    data_class   text NOT NULL,
    generation   int  NOT NULL,
    wrapped      bytea,
    wrapped_by   text NOT NULL,
    made_at      timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    PRIMARY KEY (subject, data_class, generation),
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

-- Secrets of the whole ledger (the key for lookups), wrapped as well.
CREATE TABLE keys.secret (
    name       text PRIMARY KEY,
    wrapped    bytea NOT NULL,
    wrapped_by text  NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT now()
);

-- A tombstone stands for ever: what was promised to be forgotten can't be brought back.
CREATE FUNCTION keys.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a destroyed key stays destroyed: % is refused', TG_OP USING ERRCODE = 'RN000';
END $$;

CREATE TRIGGER tombstone BEFORE UPDATE ON keys.data_key
    FOR EACH ROW WHEN (OLD.destroyed_at IS NOT NULL) EXECUTE FUNCTION keys.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON keys.data_key
    FOR EACH STATEMENT EXECUTE FUNCTION keys.refuse_change();
ALTER TABLE keys.data_key ENABLE ALWAYS TRIGGER tombstone;
ALTER TABLE keys.data_key ENABLE ALWAYS TRIGGER never_removed;

GRANT USAGE ON SCHEMA keys TO renmai_keyholder;
GRANT SELECT, INSERT ON keys.data_key, keys.secret TO renmai_keyholder;
GRANT UPDATE (wrapped, wrapped_by, destroyed_at) ON keys.data_key TO renmai_keyholder;
GRANT UPDATE (wrapped, wrapped_by) ON keys.secret TO renmai_keyholder;
RESET ROLE;
DO $$ BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;
