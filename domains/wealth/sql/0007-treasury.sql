-- The house's own money: what was put in or taken out, and deposits placed with banks; two people each.
CREATE TABLE wealth.treasury_order (
  bucket int NOT NULL,
  order_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('contribute', 'withdraw', 'deposit')),
  amount bigint NOT NULL CHECK (amount > 0),
  bank text NOT NULL,
  -- A year, in 1e-8; act/360.
  rate bigint NOT NULL CHECK (rate >= 0),
  from_on date NOT NULL,
  to_on date NOT NULL CHECK (to_on >= from_on),
  reference text NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'rejected', 'booked', 'running', 'repaid')),
  accrued bigint NOT NULL DEFAULT 0 CHECK (accrued >= 0),
  made_by text NOT NULL,
  checked_by text,
  CHECK ((state = 'proposed') = (checked_by IS NULL)),
  CHECK (checked_by IS NULL OR checked_by <> made_by),
  PRIMARY KEY (bucket, order_id)
);
CREATE INDEX treasury_order_running ON wealth.treasury_order (to_on) WHERE state = 'running';
