CREATE SCHEMA business_day;

-- The day that is open. Commands book on it; the close moves it. One row per installation.
CREATE TABLE business_day.day (
  bucket int NOT NULL,
  name text NOT NULL,
  current date NOT NULL,
  last_closed date,
  -- set while the day is being closed: commands that book wait until it is done
  closing date,
  closer_pid int,
  closer_started timestamptz,
  PRIMARY KEY (bucket, name)
) WITH (fillfactor = 50);

-- A chunk of a step that is done: its work and this row commit together, so it is done once.
CREATE TABLE business_day.checkpoint (
  bucket int NOT NULL,
  business_date date NOT NULL,
  step text NOT NULL,
  chunk text NOT NULL,
  PRIMARY KEY (bucket, business_date, step, chunk)
);

CREATE TABLE business_day.closed_day (
  bucket int NOT NULL,
  business_date date NOT NULL,
  summary jsonb NOT NULL,
  steps jsonb NOT NULL,
  seconds double precision NOT NULL,
  PRIMARY KEY (bucket, business_date)
);
