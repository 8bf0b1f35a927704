-- Who comes into pools and goes out of them: also by time alone, so a read model stands at a moment as well.

SET LOCAL ROLE renmai_owner;

-- Pools are few and far between in a large ledger; a rebuild begins with what each has asked for.
CREATE INDEX event_pool_created ON ledger.event (stream) WHERE type = 'pool-created';

SET LOCAL ROLE renmai_projector;

-- What time alone turns is told up to it. Null: nothing was ever folded.
ALTER TABLE read.checkpoint ADD COLUMN moment timestamptz;

SET LOCAL ROLE renmai_owner;

-- Up to which moment a pool's owner was told of those who came and went.
CREATE TABLE work.pool_told (
    pool  uuid PRIMARY KEY,
    until timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON work.pool_told TO renmai_writer;

RESET ROLE;
