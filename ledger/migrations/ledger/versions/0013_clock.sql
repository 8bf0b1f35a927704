-- What the clock has done of what fell due, and when it last looked. It can be thrown away: each act is one command,
-- whose id follows from the item, so that what was done is found done.

SET LOCAL ROLE renmai_owner;

CREATE TABLE work.fired (
    item     uuid PRIMARY KEY,
    fired_at timestamptz NOT NULL,
    code     text                           -- why it came to nothing: a code, never a text
);

CREATE TABLE work.clock (
    name      text PRIMARY KEY,
    ticked_at timestamptz NOT NULL,
    told_on   date                          -- the last day that staff were told what is due
);

GRANT SELECT, INSERT, UPDATE, DELETE ON work.fired, work.clock TO renmai_writer;
GRANT SELECT ON work.fired, work.clock TO renmai_reader;
RESET ROLE;
