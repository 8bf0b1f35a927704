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

GRANT USAGE ON SCHEMA keys TO renmai_keyholder;
GRANT SELECT, INSERT, UPDATE ON keys.data_key, keys.secret TO renmai_keyholder;
RESET ROLE;
