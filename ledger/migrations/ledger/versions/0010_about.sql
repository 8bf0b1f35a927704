-- Several tasks of one kind may wait on one stream: which contact of a person, which test of a template.

SET LOCAL ROLE renmai_owner;

ALTER TABLE work.due ADD COLUMN about uuid;
UPDATE work.due SET about = stream;
ALTER TABLE work.due ALTER COLUMN about SET NOT NULL;
CREATE INDEX ON work.due (task, about);
CREATE INDEX ON work.due (task, not_before);

RESET ROLE;
