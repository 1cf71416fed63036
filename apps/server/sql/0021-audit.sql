-- Who did what, when, to which object. Rows are only added; each holds the digest of the row before it in its bucket.
CREATE TABLE server.audit (
  bucket int NOT NULL,
  sequence bigint NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  role text NOT NULL,
  action text NOT NULL,
  object text NOT NULL,
  -- begun: before it ran; done, refused, failed: how it ended
  phase text NOT NULL CHECK (phase IN ('begun', 'done', 'refused', 'failed')),
  -- joins the two rows of one command
  trace_id text NOT NULL,
  code text NOT NULL,
  reason text NOT NULL,
  before_digest text NOT NULL,
  after_digest text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (bucket, sequence)
);
CREATE INDEX audit_latest ON server.audit (at DESC, trace_id DESC, phase DESC);
CREATE INDEX audit_actor ON server.audit (actor, at DESC);
CREATE INDEX audit_object ON server.audit (object, at DESC);
CREATE INDEX audit_trace ON server.audit (bucket, trace_id);

-- The end of each bucket's chain: whoever adds takes its row.
CREATE TABLE server.audit_head (
  bucket int NOT NULL,
  sequence bigint NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (bucket)
);

-- Fields of customers that were shown in clear: who saw what of whom, why and when.
CREATE TABLE server.reveal (
  bucket int NOT NULL,
  reveal_id text NOT NULL,
  customer_id text NOT NULL,
  field text NOT NULL CHECK (field IN ('name', 'mobile', 'id-number')),
  reason text NOT NULL,
  login text NOT NULL,
  role text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (bucket, reveal_id)
);
CREATE INDEX reveal_latest ON server.reveal (at DESC, reveal_id DESC);
CREATE INDEX reveal_login ON server.reveal (login, at DESC);
CREATE INDEX reveal_customer ON server.reveal (bucket, customer_id, at DESC);
