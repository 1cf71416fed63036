-- What a customer may use by scope: over all products (total), of pay-later, of one product. Amounts in minor units.
-- The row of the scope total is held by whatever uses or changes any of a customer's limits.
CREATE TABLE credit.customer_limit (
  bucket int NOT NULL,
  customer_id text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('total', 'pay-later', 'trade-credit', 'micro-loan', 'joint-loan', 'card-pay-off')),
  amount bigint NOT NULL CHECK (amount >= 0),
  state text NOT NULL CHECK (state IN ('active', 'frozen')),
  opened_on date NOT NULL,
  PRIMARY KEY (bucket, customer_id, scope)
);

-- Every change of a limit: an increase is offered and needs the customer's consent, a decrease is noticed and comes later, a
-- temporary limit adds from one day through another, a freeze holds at once.
CREATE TABLE credit.limit_change (
  bucket int NOT NULL,
  change_id text NOT NULL,
  customer_id text NOT NULL,
  scope text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('increase', 'decrease', 'temporary', 'freeze', 'unfreeze')),
  from_amount bigint NOT NULL,
  to_amount bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('offered', 'noticed', 'effective', 'declined', 'lapsed', 'withdrawn')),
  made_on date NOT NULL,
  effective_on date NOT NULL,
  through_on date,
  answered_on date,
  reason text NOT NULL,
  made_by text NOT NULL,
  PRIMARY KEY (bucket, change_id)
);
CREATE INDEX limit_change_customer ON credit.limit_change (bucket, customer_id);
CREATE INDEX limit_change_due ON credit.limit_change (effective_on) WHERE state IN ('offered', 'noticed');
