-- What is reserved of a limit: `funder:<programme>` and `customer:<id>`. Period D<date> counts what was reserved on a day,
-- `open` what is reserved and not booked yet; booked loans count by their own outstanding principal.
CREATE TABLE partnership.quota (
  bucket int NOT NULL,
  subject text NOT NULL,
  period text NOT NULL,
  used bigint NOT NULL CHECK (used >= 0),
  uses int NOT NULL CHECK (uses >= 0),
  PRIMARY KEY (bucket, subject, period)
) WITH (fillfactor = 50);

-- Why a loan was offered to a bank or to none: every bank with what was known of it, in the order judged. `outcome` is what
-- the bank said to it: asked until it has answered, silent where it did not.
CREATE TABLE partnership.route_choice (
  bucket int NOT NULL,
  subject text NOT NULL,
  n int NOT NULL,
  customer_id text NOT NULL,
  programme_id text,
  business_date date NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  periods int NOT NULL,
  options jsonb NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('none', 'asked', 'approved', 'refused', 'silent', 'rejected', 'booked', 'given-up')),
  code text NOT NULL,
  chosen_at timestamptz NOT NULL,
  PRIMARY KEY (bucket, subject, n),
  CHECK ((programme_id IS NULL) = (outcome = 'none'))
);
CREATE INDEX route_choice_newest ON partnership.route_choice (business_date DESC, subject DESC, n DESC);
CREATE INDEX route_choice_health ON partnership.route_choice (programme_id, chosen_at DESC);
