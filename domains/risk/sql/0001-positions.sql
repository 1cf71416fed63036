CREATE SCHEMA risk;

-- A contract at a month's end, in minor units. A contract that ended since the month-end before has one last row, as settled.
CREATE TABLE risk.position (
  bucket int NOT NULL,
  as_of date NOT NULL,
  contract_id text NOT NULL,
  product text NOT NULL,
  scope text NOT NULL,
  customer_id text NOT NULL,
  grade text NOT NULL,
  originated_on date NOT NULL,
  amount bigint NOT NULL,
  rate bigint NOT NULL,
  periods int NOT NULL,
  remaining int NOT NULL,
  monthly boolean NOT NULL,
  first_due_on date,
  first_paid_on date,
  outstanding bigint NOT NULL,
  overdue bigint NOT NULL,
  overdue_principal bigint NOT NULL,
  overdue_since date,
  state text NOT NULL CHECK (state IN ('active', 'compensated', 'written-off', 'settled')),
  written_off bigint NOT NULL,
  recovered bigint NOT NULL,
  repaid bigint NOT NULL,
  restructured_on date,
  dpd int NOT NULL,
  worst_dpd int NOT NULL,
  status text NOT NULL,
  tier text NOT NULL CHECK (tier IN ('normal', 'special-mention', 'substandard', 'doubtful', 'loss')),
  stage int NOT NULL CHECK (stage BETWEEN 1 AND 3),
  -- What is set aside for it: null until the month-end's provisions are reckoned.
  provision bigint,
  PRIMARY KEY (bucket, as_of, contract_id)
);
CREATE INDEX position_order ON risk.position (as_of, product, bucket, contract_id);
CREATE INDEX position_unprovided ON risk.position (as_of, product, bucket, contract_id) WHERE provision IS NULL;

-- A month-end: how far it has got.
CREATE TABLE risk.snapshot (
  bucket int NOT NULL,
  as_of date NOT NULL,
  product text NOT NULL,
  contracts int NOT NULL,
  state text NOT NULL CHECK (state IN ('taken', 'provided')),
  PRIMARY KEY (bucket, as_of, product)
);

-- What the positions of a month-end add up to, so that pages read sums. Chunk by chunk, in the transaction that writes the positions.
CREATE TABLE risk.stock (
  bucket int NOT NULL,
  as_of date NOT NULL,
  product text NOT NULL,
  scope text NOT NULL,
  grade text NOT NULL,
  cohort text NOT NULL,
  status text NOT NULL,
  tier text NOT NULL,
  stage int NOT NULL,
  contracts bigint NOT NULL,
  outstanding bigint NOT NULL,
  overdue bigint NOT NULL,
  regulatory bigint NOT NULL,
  over30 bigint NOT NULL,
  over60 bigint NOT NULL,
  over90 bigint NOT NULL,
  -- Balance of contracts that stand at such a DPD for the first time.
  entered1 bigint NOT NULL,
  entered30 bigint NOT NULL,
  entered60 bigint NOT NULL,
  entered90 bigint NOT NULL,
  lost bigint NOT NULL,
  regained bigint NOT NULL,
  recovered bigint NOT NULL,
  written_off bigint NOT NULL,
  new_contracts bigint NOT NULL,
  new_amount bigint NOT NULL,
  PRIMARY KEY (bucket, as_of, product, scope, grade, cohort, status, tier, stage)
);

-- From where to where contracts went between two month-ends.
CREATE TABLE risk.migration (
  bucket int NOT NULL,
  as_of date NOT NULL,
  product text NOT NULL,
  scope text NOT NULL,
  grade text NOT NULL,
  from_status text NOT NULL,
  from_impaired boolean NOT NULL,
  to_status text NOT NULL,
  to_impaired boolean NOT NULL,
  contracts bigint NOT NULL,
  from_outstanding bigint NOT NULL,
  to_outstanding bigint NOT NULL,
  repaid bigint NOT NULL,
  PRIMARY KEY (bucket, as_of, product, scope, grade, from_status, from_impaired, to_status, to_impaired)
);

-- Contracts by their worst status in an observation window and in the performance window after it.
CREATE TABLE risk.roll (
  bucket int NOT NULL,
  as_of date NOT NULL,
  product text NOT NULL,
  scope text NOT NULL,
  grade text NOT NULL,
  observed text NOT NULL,
  performed text NOT NULL,
  contracts bigint NOT NULL,
  PRIMARY KEY (bucket, as_of, product, scope, grade, observed, performed)
);

-- First instalments by the month in which they were due: how many have had `days` days, and how many were that late.
CREATE TABLE risk.first_payment (
  bucket int NOT NULL,
  as_of date NOT NULL,
  product text NOT NULL,
  scope text NOT NULL,
  grade text NOT NULL,
  due_month text NOT NULL,
  days int NOT NULL,
  due bigint NOT NULL,
  late bigint NOT NULL,
  PRIMARY KEY (bucket, as_of, product, scope, grade, due_month, days)
);

-- The provisions of a month-end: what was reckoned, what the class table demands at least, and what was booked.
CREATE TABLE risk.provision (
  bucket int NOT NULL,
  as_of date NOT NULL,
  product text NOT NULL,
  scope text NOT NULL,
  outstanding bigint NOT NULL,
  npl bigint NOT NULL,
  expected_loss bigint NOT NULL,
  class_minimum bigint NOT NULL,
  allowance bigint NOT NULL,
  used bigint NOT NULL,
  charged bigint NOT NULL,
  stages jsonb NOT NULL,
  model jsonb NOT NULL,
  PRIMARY KEY (bucket, as_of, product, scope)
);
