-- Days that a notice makes trading or working days, or takes from them, after the calendars of this version were made.
CREATE TABLE wealth.calendar_change (
  bucket int NOT NULL,
  change_id text NOT NULL,
  calendar text NOT NULL,
  on_date date NOT NULL,
  working boolean NOT NULL,
  -- The notice.
  basis text NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected', 'replaced')),
  made_by text NOT NULL,
  checked_by text,
  replanned int,
  CHECK ((state = 'proposed') = (checked_by IS NULL)),
  CHECK (checked_by IS NULL OR checked_by <> made_by),
  PRIMARY KEY (bucket, change_id)
);
CREATE UNIQUE INDEX calendar_change_in_force ON wealth.calendar_change (bucket, calendar, on_date) WHERE state = 'approved';
