-- One payment that somebody wants made, whatever the way. planned: not sent; sent: with an institution; unknown: whether it
-- was made is not known, and is asked about until it is; success and failed are final. It only ever moves forward.
CREATE TABLE payments.payment_order (
  bucket int NOT NULL,
  order_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('collection', 'payout', 'refund', 'entrusted', 'own-transfer')),
  mode text NOT NULL CHECK (mode IN ('real-time', 'batch')),
  customer_id text NOT NULL,
  purpose text NOT NULL,
  subject text NOT NULL,
  source_hash text NOT NULL,
  channel text NOT NULL,
  payer text NOT NULL,
  payee_kind text NOT NULL CHECK (payee_kind IN ('merchant', 'instrument', 'origin')),
  payee text NOT NULL,
  origin_id text,
  amount bigint NOT NULL CHECK (amount > 0),
  asset text NOT NULL,
  business_date date NOT NULL,
  place_time text NOT NULL,
  state text NOT NULL CHECK (state IN ('planned', 'sent', 'unknown', 'success', 'failed')),
  code text NOT NULL,
  attempts int NOT NULL,
  institution_id text,
  institution_serial text NOT NULL,
  network_serial text NOT NULL,
  -- of a refund: whose money it was, the reserve's of the unsettled order or the payee's
  source text NOT NULL,
  fee bigint NOT NULL CHECK (fee >= 0),
  refunded bigint NOT NULL CHECK (refunded BETWEEN 0 AND amount),
  finished_on date,
  settles_on date,
  settled_on date,
  retry_of text,
  try int NOT NULL,
  made_by text NOT NULL,
  checked_by text CHECK (checked_by <> made_by),
  PRIMARY KEY (bucket, order_id),
  CHECK ((kind = 'refund') = (origin_id IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX payment_order_due ON payments.payment_order (business_date, place_time) WHERE state = 'planned';
CREATE INDEX payment_order_open ON payments.payment_order (business_date) WHERE state IN ('sent', 'unknown');
CREATE INDEX payment_order_newest ON payments.payment_order (business_date DESC, order_id DESC);
CREATE INDEX payment_order_customer ON payments.payment_order (bucket, customer_id, business_date DESC, order_id DESC);
CREATE INDEX payment_order_institution ON payments.payment_order (institution_id, business_date DESC, order_id DESC);
CREATE INDEX payment_order_origin ON payments.payment_order (bucket, origin_id) WHERE origin_id IS NOT NULL;
CREATE INDEX payment_order_retry ON payments.payment_order (bucket, retry_of) WHERE retry_of IS NOT NULL;
CREATE INDEX payment_order_unsettled ON payments.payment_order (institution_id, settles_on) WHERE kind = 'collection' AND state = 'success' AND settled_on IS NULL;

-- One try of an order at one institution, under a reference of its own.
-- accepted: the institution has it and will say what became of it; unknown: it did not answer.
CREATE TABLE payments.attempt (
  bucket int NOT NULL,
  attempt_id text NOT NULL,
  order_id text NOT NULL,
  n int NOT NULL,
  institution_id text NOT NULL,
  channel text NOT NULL,
  mandate_id text,
  -- json, not jsonb: what is sent again must be the same bytes
  body json NOT NULL,
  amount bigint NOT NULL,
  business_date date NOT NULL,
  state text NOT NULL CHECK (state IN ('sent', 'accepted', 'unknown', 'success', 'failed')),
  code text NOT NULL,
  fee bigint NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (bucket, attempt_id)
) WITH (fillfactor = 80);
CREATE INDEX attempt_order ON payments.attempt (bucket, order_id, n);
CREATE INDEX attempt_open ON payments.attempt (institution_id, business_date) WHERE state IN ('sent', 'accepted', 'unknown');
CREATE INDEX attempt_latest ON payments.attempt (institution_id, channel, at DESC);

-- Why an order went where it went: every institution that was looked at, with what spoke for and against it.
CREATE TABLE payments.route_choice (
  bucket int NOT NULL,
  order_id text NOT NULL,
  n int NOT NULL,
  institution_id text,
  options jsonb NOT NULL,
  PRIMARY KEY (bucket, order_id, n)
);

-- What happened to an order, in order.
CREATE TABLE payments.order_event (
  bucket int NOT NULL,
  order_id text NOT NULL,
  n int NOT NULL,
  state text NOT NULL,
  code text NOT NULL,
  institution_id text,
  business_date date NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (bucket, order_id, n)
);

-- A refund that staff propose and another member of staff decides.
CREATE TABLE payments.refund_request (
  bucket int NOT NULL,
  request_id text NOT NULL,
  order_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'approved', 'declined')),
  made_by text NOT NULL,
  made_on date NOT NULL,
  checked_by text CHECK (checked_by <> made_by),
  checked_on date,
  refund_id text,
  PRIMARY KEY (bucket, request_id),
  CHECK ((state = 'proposed') = (checked_by IS NULL))
);
CREATE INDEX refund_request_order ON payments.refund_request (bucket, order_id);
CREATE INDEX refund_request_open ON payments.refund_request (made_on, request_id) WHERE state = 'proposed';
