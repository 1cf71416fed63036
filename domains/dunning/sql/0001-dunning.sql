CREATE SCHEMA dunning;

-- A person on whom dunning works. The row is held while somebody is contacted or complains, so that neither passes the other.
CREATE TABLE dunning.person (
  bucket int NOT NULL,
  customer_id text NOT NULL,
  PRIMARY KEY (bucket, customer_id)
);

-- What one customer owes one creditor and has not paid in time. What is owed and how late is as of seen_on, the last close.
CREATE TABLE dunning.case (
  bucket int NOT NULL,
  case_id text NOT NULL,
  customer_id text NOT NULL,
  creditor text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'closed')),
  ending text CHECK (ending IN ('cured', 'settled', 'compensated', 'written-off', 'sold')),
  queue text NOT NULL,
  assignee text,
  assigned_on date,
  opened_on date NOT NULL,
  -- The delinquency bucket in which it came, for statistics.
  opened_in text NOT NULL,
  closed_on date,
  days_past_due int NOT NULL,
  owed bigint NOT NULL CHECK (owed >= 0),
  score int,
  broken_promises int NOT NULL DEFAULT 0,
  seen_on date NOT NULL,
  CHECK ((state = 'closed') = (closed_on IS NOT NULL)),
  CHECK ((state = 'closed') = (ending IS NOT NULL)),
  CHECK ((assignee IS NULL) = (assigned_on IS NULL)),
  PRIMARY KEY (bucket, case_id)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX case_open ON dunning.case (bucket, customer_id, creditor) WHERE state = 'open';
CREATE INDEX case_queue ON dunning.case (queue, days_past_due DESC, owed DESC, case_id) WHERE state = 'open' AND assignee IS NULL;
CREATE INDEX case_assignee ON dunning.case (assignee) WHERE state = 'open' AND assignee IS NOT NULL;
CREATE INDEX case_list ON dunning.case (days_past_due DESC, case_id DESC) WHERE state = 'open';
CREATE INDEX case_unseen ON dunning.case (seen_on, bucket, case_id) WHERE state = 'open';
CREATE INDEX case_customer ON dunning.case (bucket, customer_id);

-- A contract in a case, with what is owed as of seen_on.
CREATE TABLE dunning.debt (
  bucket int NOT NULL,
  case_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('loan', 'recourse', 'trade-credit', 'micro-loan')),
  contract_id text NOT NULL,
  customer_id text NOT NULL,
  since date NOT NULL,
  days_past_due int NOT NULL,
  fees bigint NOT NULL CHECK (fees >= 0),
  penalty bigint NOT NULL CHECK (penalty >= 0),
  interest bigint NOT NULL CHECK (interest >= 0),
  principal bigint NOT NULL CHECK (principal >= 0),
  entered_on date NOT NULL,
  seen_on date NOT NULL,
  left_on date,
  ending text,
  CHECK ((left_on IS NULL) = (ending IS NULL)),
  PRIMARY KEY (bucket, case_id, kind, contract_id)
) WITH (fillfactor = 70);
CREATE INDEX debt_contract ON dunning.debt (bucket, contract_id);

-- What happened to a case. `at` is empty for what a close did.
CREATE TABLE dunning.event (
  bucket int NOT NULL,
  event_id text NOT NULL,
  case_id text NOT NULL,
  event text NOT NULL,
  business_date date NOT NULL,
  at timestamptz,
  actor text NOT NULL,
  was text NOT NULL,
  is_now text NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (bucket, event_id)
);
CREATE INDEX event_case ON dunning.event (bucket, case_id, business_date);

-- A contact that was made, or a message that left. The day is that of Shanghai. Kept at least until retain_until.
CREATE TABLE dunning.contact (
  bucket int NOT NULL,
  contact_id text NOT NULL,
  case_id text NOT NULL,
  customer_id text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('call', 'sms', 'letter', 'visit')),
  local_day date NOT NULL,
  at timestamptz NOT NULL,
  business_date date NOT NULL,
  made_by text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('reached', 'no-answer', 'wrong-number', 'promised', 'disputed', 'sent', 'unknown', 'not-sent')),
  note text NOT NULL,
  retain_until date NOT NULL,
  PRIMARY KEY (bucket, contact_id)
);
CREATE INDEX contact_day ON dunning.contact (bucket, customer_id, local_day);
CREATE INDEX contact_case ON dunning.contact (bucket, case_id);
CREATE INDEX contact_staff ON dunning.contact (local_day, made_by);

-- A short message by template. queued: waits for the hours in which it may leave; sending: it may have left; unknown: nobody knows.
CREATE TABLE dunning.message (
  bucket int NOT NULL,
  message_id text NOT NULL,
  case_id text NOT NULL,
  customer_id text NOT NULL,
  template text NOT NULL,
  added text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'unknown', 'refused', 'stopped', 'expired')),
  queued_by text NOT NULL,
  queued_on date NOT NULL,
  code text NOT NULL,
  PRIMARY KEY (bucket, message_id)
);
CREATE INDEX message_waiting ON dunning.message (queued_on, bucket, message_id) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX message_case ON dunning.message (bucket, case_id);

-- A complaint stops every contact and message about debts until it is answered or lifted.
CREATE TABLE dunning.complaint (
  bucket int NOT NULL,
  complaint_id text NOT NULL,
  customer_id text NOT NULL,
  reason text NOT NULL,
  opened_by text NOT NULL,
  opened_on date NOT NULL,
  opened_at timestamptz NOT NULL,
  due_on date NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'answered', 'lifted')),
  answer text,
  closed_by text,
  closed_on date,
  retain_until date NOT NULL,
  CHECK ((state = 'open') = (closed_by IS NULL)),
  PRIMARY KEY (bucket, complaint_id)
);
CREATE INDEX complaint_customer ON dunning.complaint (bucket, customer_id);
CREATE INDEX complaint_due ON dunning.complaint (due_on, complaint_id) WHERE state = 'open';

-- A promise to pay on a case. received_before is what had come in on its first day before it was made.
CREATE TABLE dunning.promise (
  bucket int NOT NULL,
  promise_id text NOT NULL,
  case_id text NOT NULL,
  customer_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  made_on date NOT NULL,
  due_on date NOT NULL CHECK (due_on >= made_on),
  received_before bigint NOT NULL,
  received bigint,
  state text NOT NULL CHECK (state IN ('open', 'kept', 'partly-kept', 'broken', 'void')),
  made_by text NOT NULL,
  judged_on date,
  PRIMARY KEY (bucket, promise_id)
);
CREATE UNIQUE INDEX promise_open ON dunning.promise (bucket, case_id) WHERE state = 'open';
CREATE INDEX promise_due ON dunning.promise (due_on, bucket, promise_id) WHERE state = 'open';
CREATE INDEX promise_case ON dunning.promise (bucket, case_id);

-- The notice that a person is owed before anything bad of them is reported to a credit bureau.
CREATE TABLE dunning.bureau_notice (
  bucket int NOT NULL,
  notice_id text NOT NULL,
  case_id text NOT NULL,
  customer_id text NOT NULL,
  message_id text NOT NULL,
  given_on date NOT NULL,
  report_from date NOT NULL,
  given_by text NOT NULL,
  retain_until date NOT NULL,
  PRIMARY KEY (bucket, notice_id)
);
CREATE UNIQUE INDEX bureau_notice_case ON dunning.bureau_notice (bucket, case_id);

-- The rules by which cases lie in queues and messages are sent, whole and dated; two people decide.
CREATE TABLE dunning.strategy (
  bucket int NOT NULL,
  strategy_id text NOT NULL,
  from_on date NOT NULL,
  body jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected')),
  reason text NOT NULL,
  made_by text NOT NULL,
  checked_by text,
  CHECK ((state = 'proposed') = (checked_by IS NULL)),
  CHECK (checked_by IS NULL OR checked_by <> made_by),
  PRIMARY KEY (bucket, strategy_id)
);
COMMENT ON TABLE dunning.strategy IS 'reference: a handful of rows, the same everywhere; bucket is 0';

-- A claim of the platform's own that is paid in instalments. received_before is what had come in on the first day before it began.
CREATE TABLE dunning.plan (
  bucket int NOT NULL,
  plan_id text NOT NULL,
  case_id text NOT NULL,
  customer_id text NOT NULL,
  kind text NOT NULL,
  contract_id text NOT NULL,
  total bigint NOT NULL CHECK (total > 0),
  state text NOT NULL CHECK (state IN ('proposed', 'rejected', 'active', 'kept', 'broken')),
  made_by text NOT NULL,
  made_on date NOT NULL,
  reason text NOT NULL,
  checked_by text,
  began_on date,
  received_before bigint NOT NULL DEFAULT 0,
  received bigint NOT NULL DEFAULT 0,
  extensions int NOT NULL DEFAULT 0,
  ended_on date,
  CHECK (checked_by IS NULL OR checked_by <> made_by),
  PRIMARY KEY (bucket, plan_id)
);
CREATE UNIQUE INDEX plan_open ON dunning.plan (bucket, contract_id) WHERE state IN ('proposed', 'active');
CREATE INDEX plan_active ON dunning.plan (bucket, plan_id) WHERE state = 'active';
CREATE INDEX plan_proposed ON dunning.plan (made_on, plan_id) WHERE state = 'proposed';
CREATE INDEX plan_case ON dunning.plan (bucket, case_id);

CREATE TABLE dunning.plan_instalment (
  bucket int NOT NULL,
  plan_id text NOT NULL,
  n int NOT NULL,
  due_on date NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  paid_on date,
  failed_on date,
  PRIMARY KEY (bucket, plan_id, n)
);

-- Less than the claim, paid in full by a day, for the rest.
CREATE TABLE dunning.settlement (
  bucket int NOT NULL,
  settlement_id text NOT NULL,
  case_id text NOT NULL,
  customer_id text NOT NULL,
  kind text NOT NULL,
  contract_id text NOT NULL,
  owed bigint NOT NULL CHECK (owed > 0),
  amount bigint NOT NULL CHECK (amount > 0 AND amount < owed),
  valid_until date NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'rejected', 'offered', 'paid', 'void')),
  made_by text NOT NULL,
  made_on date NOT NULL,
  reason text NOT NULL,
  checked_by text,
  began_on date,
  received_before bigint NOT NULL DEFAULT 0,
  received bigint NOT NULL DEFAULT 0,
  ended_on date,
  CHECK (checked_by IS NULL OR checked_by <> made_by),
  PRIMARY KEY (bucket, settlement_id)
);
CREATE UNIQUE INDEX settlement_open ON dunning.settlement (bucket, contract_id) WHERE state IN ('proposed', 'offered');
CREATE INDEX settlement_offered ON dunning.settlement (bucket, settlement_id) WHERE state = 'offered';
CREATE INDEX settlement_proposed ON dunning.settlement (made_on, settlement_id) WHERE state = 'proposed';
CREATE INDEX settlement_case ON dunning.settlement (bucket, case_id);
CREATE INDEX settlement_contract ON dunning.settlement (bucket, contract_id) WHERE state = 'paid';

-- A customer says that they cannot pay as agreed. What another party is owed is passed on as a note.
CREATE TABLE dunning.hardship (
  bucket int NOT NULL,
  request_id text NOT NULL,
  case_id text NOT NULL,
  customer_id text NOT NULL,
  kind text NOT NULL,
  contract_id text NOT NULL,
  creditor text NOT NULL,
  reason text NOT NULL,
  monthly bigint NOT NULL CHECK (monthly > 0),
  state text NOT NULL CHECK (state IN ('open', 'planned', 'passed-on', 'refused')),
  made_on date NOT NULL,
  answer text,
  answered_by text,
  answered_on date,
  CHECK ((state = 'open') = (answered_by IS NULL)),
  PRIMARY KEY (bucket, request_id)
);
CREATE UNIQUE INDEX hardship_open ON dunning.hardship (bucket, contract_id) WHERE state = 'open';
CREATE INDEX hardship_case ON dunning.hardship (bucket, case_id);
CREATE INDEX hardship_waiting ON dunning.hardship (made_on, request_id) WHERE state = 'open';
