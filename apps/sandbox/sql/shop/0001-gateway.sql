CREATE SCHEMA IF NOT EXISTS sandbox_shop;

CREATE TABLE sandbox_shop.outbox (
  bucket int NOT NULL,
  serial text NOT NULL,
  receiver text NOT NULL,
  operation text NOT NULL,
  business_date date NOT NULL,
  subject text NOT NULL,
  digest text NOT NULL,
  request text,
  state text NOT NULL CHECK (state IN ('pending', 'unknown', 'answered', 'refused')),
  attempts int NOT NULL,
  answer text,
  at timestamptz NOT NULL,
  PRIMARY KEY (bucket, serial)
);
CREATE INDEX outbox_open ON sandbox_shop.outbox (receiver, state) WHERE state IN ('pending', 'unknown');
CREATE INDEX outbox_subject ON sandbox_shop.outbox (subject) WHERE subject <> '';

CREATE TABLE sandbox_shop.inbox (
  bucket int NOT NULL,
  sender text NOT NULL,
  serial text NOT NULL,
  operation text NOT NULL,
  business_date date NOT NULL,
  digest text NOT NULL,
  answer text,
  at timestamptz NOT NULL,
  PRIMARY KEY (bucket, sender, serial)
);

CREATE TABLE sandbox_shop.nonce (
  bucket int NOT NULL,
  sender text NOT NULL,
  nonce text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (bucket, sender, nonce)
);

CREATE TABLE sandbox_shop.refusal (
  bucket int NOT NULL,
  refusal_id text NOT NULL,
  sender text NOT NULL,
  serial text NOT NULL,
  operation text NOT NULL,
  code text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (bucket, refusal_id)
);
