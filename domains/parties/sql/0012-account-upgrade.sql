-- A class-III account on its way to class II. Each step is one message and one transaction that moves `step`.
CREATE TABLE parties.account_upgrade (
  bucket int NOT NULL,
  upgrade_id text NOT NULL,
  customer_id text NOT NULL,
  institution text NOT NULL,
  from_account text NOT NULL,
  to_account text NOT NULL,
  -- What waits for it, by the name that the one who waits gave it.
  waiting text NOT NULL,
  step text NOT NULL CHECK (step IN ('consented', 'opened', 'moved', 'closed', 'refused', 'done', 'rejected')),
  moved bigint NOT NULL,
  code text NOT NULL,
  consented_on date NOT NULL,
  ended_on date,
  PRIMARY KEY (bucket, upgrade_id)
);
CREATE INDEX account_upgrade_open ON parties.account_upgrade (bucket, upgrade_id) WHERE step NOT IN ('done', 'rejected');
CREATE INDEX account_upgrade_of ON parties.account_upgrade (bucket, from_account);
CREATE INDEX account_upgrade_to ON parties.account_upgrade (bucket, to_account);
