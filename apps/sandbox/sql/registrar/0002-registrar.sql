-- Applications as distributors handed them in, and what became of them.
CREATE TABLE sandbox_registrar.application (
  bucket int NOT NULL,
  order_ref text NOT NULL,
  fund text NOT NULL,
  holder_ref text NOT NULL,
  business text NOT NULL CHECK (business IN ('022', '024')),
  amount bigint NOT NULL CHECK (amount > 0),
  confirm_on date NOT NULL,
  state text NOT NULL CHECK (state IN ('taken', 'confirmed', 'refused')),
  concluded_on date,
  PRIMARY KEY (bucket, order_ref)
);
CREATE INDEX application_taken ON sandbox_registrar.application (fund, confirm_on) WHERE state = 'taken';
CREATE INDEX application_concluded ON sandbox_registrar.application (fund, concluded_on);

-- Shares by holder, in fen: the net value is 1.00.
CREATE TABLE sandbox_registrar.holding (
  bucket int NOT NULL,
  fund text NOT NULL,
  holder_ref text NOT NULL,
  shares bigint NOT NULL CHECK (shares >= 0),
  PRIMARY KEY (bucket, fund, holder_ref)
);

CREATE TABLE sandbox_registrar.income (
  bucket int NOT NULL,
  fund text NOT NULL,
  business_date date NOT NULL,
  holder_ref text NOT NULL,
  amount bigint NOT NULL,
  PRIMARY KEY (bucket, fund, business_date, holder_ref)
);

-- Days that were worked through: income per 10,000 shares scaled 1e-4, seven-day yield in percent scaled 1e-3.
CREATE TABLE sandbox_registrar.day (
  bucket int NOT NULL,
  fund text NOT NULL,
  business_date date NOT NULL,
  per_10k bigint NOT NULL,
  seven_day_yield bigint,
  PRIMARY KEY (bucket, fund, business_date)
);
