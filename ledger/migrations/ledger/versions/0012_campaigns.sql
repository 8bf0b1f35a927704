-- What is due for a campaign waits while the campaign is paused, without anybody looking at each of it again and again.

SET LOCAL ROLE renmai_owner;

ALTER TABLE work.due ADD COLUMN campaign uuid;
CREATE INDEX ON work.due (campaign) WHERE campaign IS NOT NULL;

CREATE TABLE work.held (
    campaign uuid PRIMARY KEY
);
GRANT SELECT, INSERT, UPDATE, DELETE ON work.held TO renmai_writer;
GRANT SELECT ON work.held TO renmai_reader;

RESET ROLE;
