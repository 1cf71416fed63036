-- Runs that proved a stretch of a book's chain, with what they found.
CREATE TABLE server.verification (
  bucket int NOT NULL,
  book text NOT NULL,
  verification_id text NOT NULL,
  first_sequence bigint NOT NULL,
  last_sequence bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  ok boolean,
  examined bigint NOT NULL,
  wrong jsonb NOT NULL,
  actor text NOT NULL,
  started_at timestamptz NOT NULL,
  -- Moves with every page: a run that stands still has lost its process.
  moved_at timestamptz NOT NULL,
  PRIMARY KEY (bucket, book, verification_id)
);
CREATE INDEX verification_latest ON server.verification (bucket, book, started_at);
