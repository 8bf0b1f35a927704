-- Where each read model stands, and which streams it could not fold. All of it can be thrown away: the models
-- themselves lie in a schema for each generation (people_7), which the projector makes, fills, swaps and drops.

SET LOCAL ROLE renmai_projector;

-- One row for each generation. A batch locks the live row, so whoever holds it knows what readers see.
CREATE TABLE read.checkpoint (
    projection text    NOT NULL,
    generation int     NOT NULL,
    version    text    NOT NULL,
    position   bigint  NOT NULL DEFAULT 0,
    live       boolean NOT NULL DEFAULT false,
    begun_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (projection, generation)
) WITH (fillfactor = 20);
CREATE UNIQUE INDEX checkpoint_live ON read.checkpoint (projection) WHERE live;

-- A stream with an event that could not be folded: left as it stood before `position` until it is retried.
CREATE TABLE read.parked (
    projection text   NOT NULL,
    generation int    NOT NULL,
    stream     uuid   NOT NULL,
    position   bigint NOT NULL,
    code       text   NOT NULL,
    since      timestamptz NOT NULL DEFAULT clock_timestamp(),
    tries      int    NOT NULL DEFAULT 1,
    skipped    bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (projection, generation, stream),
    FOREIGN KEY (projection, generation) REFERENCES read.checkpoint ON DELETE CASCADE
);

GRANT SELECT ON read.checkpoint, read.parked TO renmai_writer, renmai_reader;
RESET ROLE;
