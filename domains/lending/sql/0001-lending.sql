CREATE SCHEMA lending;

-- A loan's state between two events. Amounts in minor units; carry is the part of the not-yet-due principal below one
-- minor unit, in 1e-10; accrued is interest earned since the last billing up to accrued_through, in units of
-- 1e-10 minor x 1e-8 rate x days.
CREATE TABLE lending.loan (
  bucket int NOT NULL,
  loan_id text NOT NULL,
  programme_id text NOT NULL,
  customer_id text NOT NULL,
  line_id text NOT NULL,
  account_no text NOT NULL,
  mandate_token text NOT NULL,
  state text NOT NULL CHECK (state IN ('disbursing', 'active', 'compensated', 'written-off', 'settled', 'cancelled')),
  principal bigint NOT NULL CHECK (principal > 0),
  rate bigint NOT NULL,
  penalty_rate bigint NOT NULL,
  method text NOT NULL CHECK (method IN ('equal-principal', 'equal-instalment')),
  periods int NOT NULL,
  disbursed_on date NOT NULL,
  first_due date NOT NULL,
  instalment bigint NOT NULL,
  billed int NOT NULL,
  current bigint NOT NULL CHECK (current >= 0),
  carry bigint NOT NULL,
  accrued numeric NOT NULL,
  accrued_through date NOT NULL,
  outstanding bigint NOT NULL CHECK (outstanding >= 0),
  overdue_since date,
  fees_owed bigint NOT NULL,
  paid_principal bigint NOT NULL,
  paid_interest bigint NOT NULL,
  paid_penalty bigint NOT NULL,
  paid_fees bigint NOT NULL,
  compensated_on date,
  recourse_claim bigint NOT NULL,
  recourse_recovered bigint NOT NULL,
  settled_on date,
  agreement_hash text NOT NULL,
  PRIMARY KEY (bucket, loan_id)
) WITH (fillfactor = 60);
CREATE INDEX loan_customer ON lending.loan (bucket, customer_id);
CREATE INDEX loan_overdue ON lending.loan (overdue_since) WHERE overdue_since IS NOT NULL;
CREATE INDEX loan_disbursing ON lending.loan (programme_id) WHERE state = 'disbursing';
CREATE INDEX loan_list ON lending.loan (disbursed_on DESC, loan_id DESC);

-- Instalments that have fallen due. What is still planned follows from the loan and is not stored.
CREATE TABLE lending.instalment (
  bucket int NOT NULL,
  loan_id text NOT NULL,
  n int NOT NULL,
  due_on date NOT NULL,
  principal bigint NOT NULL,
  interest bigint NOT NULL,
  paid_principal bigint NOT NULL,
  paid_interest bigint NOT NULL,
  -- penalty and compound interest: what is billed and what is paid; unbilled penalty runs from penalty_through
  penalty bigint NOT NULL,
  paid_penalty bigint NOT NULL,
  penalty_through date NOT NULL,
  settled_on date,
  PRIMARY KEY (bucket, loan_id, n)
) WITH (fillfactor = 70);
CREATE INDEX instalment_open ON lending.instalment (bucket, loan_id) WHERE settled_on IS NULL;

-- The dates on which something is due on a loan. A step of the close reads only this.
CREATE TABLE lending.agenda (
  bucket int NOT NULL,
  loan_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('bill', 'retry', 'age', 'compensate', 'write-off', 'pay-out')),
  due_on date NOT NULL,
  PRIMARY KEY (bucket, loan_id, kind)
) WITH (fillfactor = 70);
CREATE INDEX agenda_due ON lending.agenda (kind, due_on, bucket, loan_id);

-- Sums over a programme's loans, one row per bucket, kept up to date as loans change: the day's income follows by formula.
CREATE TABLE lending.portfolio (
  bucket int NOT NULL,
  programme_id text NOT NULL,
  loans bigint NOT NULL,
  disbursed bigint NOT NULL,
  outstanding bigint NOT NULL,
  weight numeric NOT NULL,
  billed_exact numeric NOT NULL,
  trued_up numeric NOT NULL,
  billed bigint NOT NULL,
  charges_billed bigint NOT NULL,
  PRIMARY KEY (bucket, programme_id)
) WITH (fillfactor = 50);

-- Money that moved on a loan, as the customer sees it.
CREATE TABLE lending.cash_flow (
  bucket int NOT NULL,
  loan_id text NOT NULL,
  reference text NOT NULL,
  kind text NOT NULL,
  business_date date NOT NULL,
  amount bigint NOT NULL,
  principal bigint NOT NULL,
  interest bigint NOT NULL,
  penalty bigint NOT NULL,
  fees bigint NOT NULL,
  PRIMARY KEY (bucket, loan_id, reference)
);
