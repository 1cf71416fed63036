-- Funds with a net value: what an application came to, lots by holder, published values, dividends.
ALTER TABLE sandbox_registrar.application ADD COLUMN dealing_on date;
ALTER TABLE sandbox_registrar.application ADD COLUMN nav bigint;
ALTER TABLE sandbox_registrar.application ADD COLUMN shares bigint;
ALTER TABLE sandbox_registrar.application ADD COLUMN cash bigint;
ALTER TABLE sandbox_registrar.application ADD COLUMN fee bigint;

CREATE TABLE sandbox_registrar.lot (
  bucket int NOT NULL,
  lot_ref text NOT NULL,
  fund text NOT NULL,
  holder_ref text NOT NULL,
  confirmed_on date NOT NULL,
  nav bigint NOT NULL,
  remaining bigint NOT NULL CHECK (remaining >= 0),
  PRIMARY KEY (bucket, lot_ref)
);
CREATE INDEX lot_holder ON sandbox_registrar.lot (bucket, holder_ref, fund) WHERE remaining > 0;

-- Yuan a share scaled 1e-4.
CREATE TABLE sandbox_registrar.net_value (
  bucket int NOT NULL,
  fund text NOT NULL,
  business_date date NOT NULL,
  nav bigint NOT NULL,
  accumulated bigint NOT NULL,
  dividend bigint NOT NULL,
  PRIMARY KEY (bucket, fund, business_date)
);

CREATE TABLE sandbox_registrar.dividend_choice (
  bucket int NOT NULL,
  fund text NOT NULL,
  holder_ref text NOT NULL,
  in_shares boolean NOT NULL,
  PRIMARY KEY (bucket, fund, holder_ref)
);

ALTER TABLE sandbox_registrar.income ADD COLUMN shares bigint;
