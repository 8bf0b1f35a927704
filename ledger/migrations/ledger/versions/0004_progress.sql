-- How far a task is, for whoever waits for it. It may be behind, and is gone when the task is done.

SET LOCAL ROLE renmai_owner;

ALTER TABLE work.due ADD COLUMN rows_done bigint, ADD COLUMN rows_expected bigint;

RESET ROLE;
