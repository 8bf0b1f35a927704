-- What the workers have yet to do: derived from the ledger, kept here so that nobody has to search for it.
-- All of it can be thrown away: a follower without a position reads the ledger again from the start.

CREATE SCHEMA work AUTHORIZATION renmai_owner;
SET LOCAL ROLE renmai_owner;

CREATE TABLE work.follower (
    name     text   PRIMARY KEY,
    position bigint NOT NULL
);

CREATE TABLE work.due (
    task        text   NOT NULL,
    position    bigint NOT NULL,          -- of the event that asks for it
    stream      uuid   NOT NULL,
    attempts    int    NOT NULL DEFAULT 0,
    last_code   text,                     -- why the last attempt failed: a code, never a text
    not_before  timestamptz NOT NULL DEFAULT '-infinity',
    enqueued_at timestamptz,
    PRIMARY KEY (task, position)
);
CREATE INDEX ON work.due (stream);

GRANT USAGE ON SCHEMA work TO renmai_writer, renmai_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON work.follower, work.due TO renmai_writer;
GRANT SELECT ON work.follower, work.due TO renmai_reader;
RESET ROLE;
