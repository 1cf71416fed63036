-- What staff asks of an account, made by one and checked by another.
CREATE TABLE parties.account_order (
  bucket int NOT NULL,
  order_id text NOT NULL,
  account_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('freeze', 'release', 'deduct', 'suspend', 'resume', 'document')),
  freeze_id text NOT NULL,
  -- Minor units; null: the whole balance.
  amount bigint CHECK (amount > 0),
  suspension text NOT NULL,
  authority text NOT NULL,
  document_no text NOT NULL,
  reason text NOT NULL,
  -- `told`: the institution has acted on it too.
  state text NOT NULL CHECK (state IN ('proposed', 'refused', 'approved', 'told')),
  code text NOT NULL,
  made_by text NOT NULL,
  made_on date NOT NULL,
  checked_by text,
  checked_on date,
  PRIMARY KEY (bucket, order_id),
  CHECK (checked_by <> made_by),
  CHECK ((state = 'proposed') = (checked_by IS NULL))
);
CREATE INDEX account_order_of ON parties.account_order (bucket, account_id);
CREATE INDEX account_order_open ON parties.account_order (made_on, order_id) WHERE state = 'proposed';
CREATE INDEX account_order_untold ON parties.account_order (bucket, order_id) WHERE state = 'approved';

-- Judicial freezes in force and gone. Those of one account rank by the day and order in which they came.
CREATE TABLE parties.account_freeze (
  bucket int NOT NULL,
  freeze_id text NOT NULL,
  account_id text NOT NULL,
  rank int NOT NULL,
  amount bigint CHECK (amount > 0),
  deducted bigint NOT NULL CHECK (deducted >= 0),
  authority text NOT NULL,
  document_no text NOT NULL,
  frozen_on date NOT NULL,
  released_on date,
  PRIMARY KEY (bucket, freeze_id)
);
CREATE INDEX account_freeze_of ON parties.account_freeze (bucket, account_id, rank);
