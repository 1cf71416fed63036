ALTER TABLE parties.customer ADD COLUMN state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed', 'joined'));
ALTER TABLE parties.customer ADD COLUMN closed_on date;
ALTER TABLE parties.customer ADD COLUMN joined_into text;

-- One person may place a restriction, since it protects; to lift it takes two.
CREATE TABLE parties.restriction (
  bucket int NOT NULL,
  restriction_id text NOT NULL,
  customer_id text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('new-business', 'everything')),
  cause text NOT NULL CHECK (cause IN ('judicial', 'risk', 'anti-money-laundering', 'identity', 'customer-request')),
  reason text NOT NULL,
  placed_by text NOT NULL,
  placed_on date NOT NULL,
  placed_at timestamptz NOT NULL,
  lifted_on date,
  lifted_at timestamptz,
  lifted_by_request text,
  PRIMARY KEY (bucket, restriction_id)
);
CREATE INDEX restriction_customer ON parties.restriction (bucket, customer_id);

-- What staff asks for and another member of staff checks.
CREATE TABLE parties.staff_request (
  bucket int NOT NULL,
  request_id text NOT NULL,
  customer_id text NOT NULL,
  action text NOT NULL CHECK (action IN ('lift-restriction', 'close-customer')),
  restriction_id text,
  reason text NOT NULL,
  made_by text NOT NULL,
  made_on date NOT NULL,
  made_at timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('open', 'approved', 'refused')),
  checked_by text,
  checked_at timestamptz,
  CHECK (checked_by <> made_by),
  CHECK ((outcome = 'open') = (checked_by IS NULL)),
  CHECK ((action = 'lift-restriction') = (restriction_id IS NOT NULL)),
  PRIMARY KEY (bucket, request_id)
);
CREATE INDEX staff_request_customer ON parties.staff_request (bucket, customer_id);
CREATE INDEX staff_request_open ON parties.staff_request (made_on, request_id) WHERE outcome = 'open';
