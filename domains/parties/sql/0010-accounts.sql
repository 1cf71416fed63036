-- An account of a customer at an institution, by class. Its balance lies in the ledger account that mirrors the
-- institution's (book, path, owner); the row holds what binds it. A change of the row locks it, nothing else queues.
CREATE TABLE parties.account (
  bucket int NOT NULL,
  account_id text NOT NULL,
  customer_id text NOT NULL,
  institution text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('bank', 'payment')),
  class text NOT NULL CHECK (class IN ('I', 'II', 'III')),
  account_no text NOT NULL,
  book text NOT NULL,
  path text NOT NULL,
  asset text NOT NULL,
  owner text NOT NULL,
  state text NOT NULL CHECK (state IN ('ELEMENTS_SUBMITTED', 'BOUND_BANK_VERIFYING', 'ACTIVE', 'UPGRADING', 'SUSPENDED', 'REJECTED', 'CLOSED')),
  suspensions text[] NOT NULL CHECK (suspensions <@ ARRAY['KYC_EXPIRED', 'III_50K', 'JUDICIAL', 'RISK']),
  face_to_face boolean NOT NULL,
  -- The agreed cap of a day for payments with certificate or signature, in minor units; null: none was agreed.
  agreed_day bigint,
  activated_on date,
  document_due date,
  document_on date,
  opened_on date,
  closed_on date,
  linked_to text,
  -- What the customer gave to be verified, sealed; gone once the institution has answered.
  elements_sealed text,
  reserved_out bigint NOT NULL CHECK (reserved_out >= 0),
  reserved_in bigint NOT NULL CHECK (reserved_in >= 0),
  -- Sum of the freezes in force; `frozen_whole` while one of them binds the whole balance.
  frozen bigint NOT NULL CHECK (frozen >= 0),
  frozen_whole boolean NOT NULL,
  events int NOT NULL,
  PRIMARY KEY (bucket, account_id),
  CHECK ((state = 'SUSPENDED') = (cardinality(suspensions) > 0) OR state IN ('REJECTED', 'CLOSED', 'UPGRADING'))
) WITH (fillfactor = 70);
CREATE INDEX account_customer ON parties.account (bucket, customer_id);
CREATE INDEX account_newest ON parties.account (opened_on DESC, account_id DESC) WHERE opened_on IS NOT NULL;
CREATE INDEX account_state ON parties.account (state, opened_on DESC, account_id DESC) WHERE opened_on IS NOT NULL;
CREATE INDEX account_class ON parties.account (class, opened_on DESC, account_id DESC) WHERE opened_on IS NOT NULL;
CREATE INDEX account_frozen ON parties.account (opened_on DESC, account_id DESC) WHERE opened_on IS NOT NULL AND (frozen > 0 OR frozen_whole);
CREATE INDEX account_number ON parties.account (account_no);
CREATE INDEX account_document_due ON parties.account (document_due) WHERE document_due IS NOT NULL;
CREATE INDEX account_verifying ON parties.account (bucket, account_id) WHERE state IN ('ELEMENTS_SUBMITTED', 'BOUND_BANK_VERIFYING') AND elements_sealed IS NOT NULL;

-- What happened to an account, in order.
CREATE TABLE parties.account_event (
  bucket int NOT NULL,
  account_id text NOT NULL,
  n int NOT NULL,
  business_date date NOT NULL,
  event text NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (bucket, account_id, n)
);

-- How much of a limit is used: by account or person (`customer@institution`), counter, and day, year or `ever`.
CREATE TABLE parties.account_use (
  bucket int NOT NULL,
  subject text NOT NULL,
  counter text NOT NULL,
  period text NOT NULL,
  used bigint NOT NULL CHECK (used >= 0),
  -- The cap that the last use was held to; null where nothing caps.
  cap bigint,
  PRIMARY KEY (bucket, subject, counter, period)
) WITH (fillfactor = 70);

CREATE TABLE parties.account_movement (
  bucket int NOT NULL,
  movement_id text NOT NULL,
  account_id text NOT NULL,
  kind text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  amount bigint NOT NULL CHECK (amount > 0),
  business_date date NOT NULL,
  bound_id text NOT NULL,
  -- Each `subject counter period` that the amount counts in.
  counted text[] NOT NULL,
  -- `mirrored`: the institution moved it under another heading (a loan), it is on record here only.
  state text NOT NULL CHECK (state IN ('reserved', 'confirmed', 'released', 'mirrored')),
  code text NOT NULL,
  reverses text,
  reversed bigint NOT NULL CHECK (reversed BETWEEN 0 AND amount),
  PRIMARY KEY (bucket, movement_id)
) WITH (fillfactor = 80);
CREATE INDEX movement_account ON parties.account_movement (bucket, account_id, business_date DESC, movement_id DESC);
CREATE INDEX movement_reserved ON parties.account_movement (bucket, movement_id) WHERE state = 'reserved';

-- Cards and accounts of the same name that an account is bound to; the number is kept as a mask and a keyed digest.
CREATE TABLE parties.bound_account (
  bucket int NOT NULL,
  bound_id text NOT NULL,
  account_id text NOT NULL,
  card_masked text NOT NULL,
  card_hash text NOT NULL,
  card_class text NOT NULL,
  is_default boolean NOT NULL,
  -- Evidence of the verification: who answered, how many elements, when.
  verified_by text NOT NULL,
  elements int NOT NULL,
  verified_on date NOT NULL,
  removed_on date,
  PRIMARY KEY (bucket, bound_id)
);
CREATE INDEX bound_account_of ON parties.bound_account (bucket, account_id);
CREATE UNIQUE INDEX bound_account_default ON parties.bound_account (bucket, account_id) WHERE is_default;
