ALTER TABLE sandbox_bank.account
  ADD COLUMN state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
  -- The account that took this one's place: orders that name this one are for that one.
  ADD COLUMN linked_to text NOT NULL DEFAULT '',
  ADD COLUMN frozen bigint NOT NULL DEFAULT 0 CHECK (frozen >= 0),
  ADD COLUMN frozen_whole boolean NOT NULL DEFAULT false;

CREATE TABLE sandbox_bank.bound (
  bucket int NOT NULL,
  bound_ref text NOT NULL,
  account_no text NOT NULL,
  card_masked text NOT NULL,
  card_class text NOT NULL,
  removed boolean NOT NULL,
  PRIMARY KEY (bucket, bound_ref)
);

CREATE TABLE sandbox_bank.movement (
  bucket int NOT NULL,
  movement_ref text NOT NULL,
  account_no text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  kind text NOT NULL,
  amount bigint NOT NULL,
  business_date date NOT NULL,
  PRIMARY KEY (bucket, movement_ref)
);

CREATE TABLE sandbox_bank.freeze (
  bucket int NOT NULL,
  freeze_ref text NOT NULL,
  account_no text NOT NULL,
  -- Null binds the whole balance.
  amount bigint,
  deducted bigint NOT NULL,
  released boolean NOT NULL,
  PRIMARY KEY (bucket, freeze_ref)
);
CREATE INDEX freeze_account ON sandbox_bank.freeze (account_no) WHERE NOT released;

CREATE TABLE sandbox_bank.deduction (
  bucket int NOT NULL,
  deduction_ref text NOT NULL,
  freeze_ref text NOT NULL,
  account_no text NOT NULL,
  amount bigint NOT NULL,
  business_date date NOT NULL,
  PRIMARY KEY (bucket, deduction_ref)
);
