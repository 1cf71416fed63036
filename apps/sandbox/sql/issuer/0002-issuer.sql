-- Agreements of cardholders with payment institutions.
CREATE TABLE sandbox_issuer.agreement (
  bucket int NOT NULL,
  agreement_ref text NOT NULL,
  agreement_no text NOT NULL,
  card_hash text NOT NULL,
  card_masked text NOT NULL,
  card_type text NOT NULL,
  code_hash text NOT NULL,
  code_sent_at timestamptz NOT NULL,
  tries int NOT NULL,
  state text NOT NULL CHECK (state IN ('signing', 'active', 'cancelled')),
  PRIMARY KEY (bucket, agreement_ref)
);

-- How a card behaves, whoever asks.
CREATE TABLE sandbox_issuer.card (
  bucket int NOT NULL,
  card_hash text NOT NULL,
  behaviour text NOT NULL CHECK (behaviour IN ('good', 'poor', 'closed')),
  funded_through date,
  PRIMARY KEY (bucket, card_hash)
);

-- The banks' own books: what was taken from and given to accounts.
CREATE TABLE sandbox_issuer.transfer (
  bucket int NOT NULL,
  transfer_ref text NOT NULL,
  origin text NOT NULL,
  via text NOT NULL,
  side text NOT NULL CHECK (side IN ('debit', 'credit')),
  account text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  status text NOT NULL CHECK (status IN ('SUCCESS', 'FAILED')),
  code text NOT NULL,
  business_date date NOT NULL,
  PRIMARY KEY (bucket, transfer_ref)
);
CREATE INDEX agreement_no ON sandbox_issuer.agreement (bucket, agreement_no);
