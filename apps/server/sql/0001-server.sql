CREATE SCHEMA server;

CREATE TABLE server.staff (
  bucket int NOT NULL,
  login text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('operator', 'finance', 'risk', 'auditor')),
  password_hash text NOT NULL,
  PRIMARY KEY (bucket, login)
);

CREATE TABLE server.session (
  bucket int NOT NULL,
  session_hash text NOT NULL,
  login text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  customer_id text,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (bucket, session_hash)
);

-- The first answer to each command, by who sent it and the key that it came with.
CREATE TABLE server.idempotency (
  bucket int NOT NULL,
  actor text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  status int,
  answer jsonb,
  at timestamptz NOT NULL,
  PRIMARY KEY (bucket, actor, key)
);

CREATE TABLE server.quote (
  bucket int NOT NULL,
  quote_id text NOT NULL,
  customer_id text NOT NULL,
  quoted_on date NOT NULL,
  amount bigint NOT NULL,
  periods int NOT NULL,
  method text NOT NULL,
  agreement_hash text NOT NULL,
  PRIMARY KEY (bucket, quote_id)
);
