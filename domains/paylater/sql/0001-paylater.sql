CREATE SCHEMA paylater;

-- A product of a creditor with its terms. Few rows.
CREATE TABLE paylater.programme (
  bucket int NOT NULL,
  programme_id text NOT NULL,
  parameters jsonb NOT NULL,
  PRIMARY KEY (bucket, programme_id)
);

-- What is paid later: an order of goods, or a bill that was turned into instalments. Amounts in minor units.
CREATE TABLE paylater.contract (
  bucket int NOT NULL,
  contract_id text NOT NULL,
  programme_id text NOT NULL,
  customer_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('purchase', 'conversion')),
  -- the shop's order, or the bill that was converted
  order_ref text NOT NULL,
  seller text NOT NULL,
  state text NOT NULL CHECK (state IN ('authorised', 'active', 'settled', 'cancelled', 'written-off')),
  amount bigint NOT NULL CHECK (amount > 0),
  returned bigint NOT NULL CHECK (returned >= 0 AND returned <= amount),
  outstanding bigint NOT NULL CHECK (outstanding >= 0),
  periods int NOT NULL CHECK (periods BETWEEN 1 AND 24),
  fee_rate bigint NOT NULL CHECK (fee_rate >= 0),
  agreement_hash text NOT NULL,
  -- the shop has answered that it knows
  told boolean NOT NULL DEFAULT false,
  authorised_on date NOT NULL,
  delivered_on date,
  overdue_since date,
  closed_on date,
  PRIMARY KEY (bucket, contract_id)
) WITH (fillfactor = 70);
CREATE INDEX contract_customer ON paylater.contract (bucket, customer_id);
CREATE INDEX contract_order ON paylater.contract (bucket, order_ref);
CREATE INDEX contract_list ON paylater.contract (authorised_on DESC, contract_id DESC);
CREATE INDEX contract_untold ON paylater.contract (bucket, contract_id) WHERE state = 'authorised' AND NOT told;
CREATE INDEX contract_overdue ON paylater.contract (overdue_since) WHERE overdue_since IS NOT NULL;

-- A contract's instalments; the free bill is one. `charge` is late fee, or interest on what a minimum repayment left, billed through
-- charge_through; `earned` is the part of the fee that is revenue already; `converted` is the principal that another contract took over.
CREATE TABLE paylater.part (
  bucket int NOT NULL,
  contract_id text NOT NULL,
  n int NOT NULL,
  programme_id text NOT NULL,
  customer_id text NOT NULL,
  from_on date NOT NULL,
  bill_on date NOT NULL,
  due_on date NOT NULL,
  -- the end of the period that the fee is for; a due date that moves later does not move it
  earned_by date NOT NULL,
  principal bigint NOT NULL CHECK (principal >= 0),
  fee bigint NOT NULL CHECK (fee >= 0),
  charge bigint NOT NULL CHECK (charge >= 0),
  paid_principal bigint NOT NULL CHECK (paid_principal <= principal),
  paid_fee bigint NOT NULL CHECK (paid_fee <= fee),
  paid_charge bigint NOT NULL CHECK (paid_charge <= charge),
  converted bigint NOT NULL CHECK (converted <= paid_principal),
  conversion_id text,
  charge_through date NOT NULL,
  revolving boolean NOT NULL,
  earned bigint NOT NULL CHECK (earned <= fee),
  fee_billed boolean NOT NULL,
  bill_id text,
  settled_on date,
  PRIMARY KEY (bucket, contract_id, n)
) WITH (fillfactor = 70);
CREATE INDEX part_to_bill ON paylater.part (bill_on) WHERE bill_id IS NULL AND settled_on IS NULL;
CREATE INDEX part_due ON paylater.part (due_on) WHERE settled_on IS NULL;
CREATE INDEX part_customer ON paylater.part (bucket, customer_id) WHERE settled_on IS NULL;
CREATE INDEX part_unearned ON paylater.part (from_on) WHERE earned < fee;
CREATE INDEX part_bill ON paylater.part (bucket, bill_id);

CREATE TABLE paylater.bill (
  bucket int NOT NULL,
  bill_id text NOT NULL,
  programme_id text NOT NULL,
  customer_id text NOT NULL,
  statement_on date NOT NULL,
  due_on date NOT NULL,
  amount bigint NOT NULL,
  minimum bigint,
  -- what payments and credit notes have taken off since the statement
  paid bigint NOT NULL,
  credited bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('billed', 'paid', 'overdue', 'revolving')),
  -- when it is debited from the card next
  debit_on date,
  PRIMARY KEY (bucket, bill_id)
) WITH (fillfactor = 70);
CREATE INDEX bill_customer ON paylater.bill (bucket, customer_id);
CREATE INDEX bill_debit ON paylater.bill (debit_on) WHERE debit_on IS NOT NULL;
CREATE INDEX bill_due ON paylater.bill (due_on) WHERE state = 'billed';

-- Money that a customer pays: a collection from a signed card over a payment institution.
CREATE TABLE paylater.repayment (
  bucket int NOT NULL,
  repayment_id text NOT NULL,
  programme_id text NOT NULL,
  customer_id text NOT NULL,
  -- a bill, or a contract that is settled early
  purpose text NOT NULL CHECK (purpose IN ('bill', 'settlement')),
  target text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  order_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('sent', 'failed', 'applied')),
  code text NOT NULL,
  paid_on date NOT NULL,
  -- when the money reached the creditor
  arrived_on date,
  PRIMARY KEY (bucket, repayment_id)
);
CREATE INDEX repayment_customer ON paylater.repayment (bucket, customer_id);
CREATE INDEX repayment_open ON paylater.repayment (bucket, repayment_id) WHERE state = 'sent';
CREATE INDEX repayment_in_transit ON paylater.repayment (bucket, repayment_id) WHERE state = 'applied' AND arrived_on IS NULL;

-- What a repayment paid of each contract.
CREATE TABLE paylater.receipt (
  bucket int NOT NULL,
  repayment_id text NOT NULL,
  contract_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  paid_on date NOT NULL,
  PRIMARY KEY (bucket, repayment_id, contract_id)
);
CREATE INDEX receipt_contract ON paylater.receipt (bucket, contract_id, paid_on);

-- Goods that came back, and refunds of a merchant without goods: a credit note each.
CREATE TABLE paylater.credit_note (
  bucket int NOT NULL,
  note_id text NOT NULL,
  contract_id text NOT NULL,
  customer_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  -- fees that fell away with it, and what of it the customer is owed
  fees bigint NOT NULL,
  surplus bigint NOT NULL,
  noted_on date NOT NULL,
  PRIMARY KEY (bucket, note_id)
);
CREATE INDEX credit_note_contract ON paylater.credit_note (bucket, contract_id);

-- What is owed to a customer goes back the way it was paid.
CREATE TABLE paylater.refund (
  bucket int NOT NULL,
  refund_id text NOT NULL,
  programme_id text NOT NULL,
  customer_id text NOT NULL,
  -- the repayment whose money goes back
  repayment_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  order_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('planned', 'sent', 'paid')),
  tries int NOT NULL,
  made_on date NOT NULL,
  PRIMARY KEY (bucket, refund_id)
);
CREATE INDEX refund_open ON paylater.refund (bucket, refund_id) WHERE state <> 'paid';
CREATE INDEX refund_repayment ON paylater.refund (bucket, repayment_id);

-- A lender's payment to the seller of goods 受托支付. `netted` was set off against what the seller owed for goods that came back.
CREATE TABLE paylater.seller_payment (
  bucket int NOT NULL,
  contract_id text NOT NULL,
  programme_id text NOT NULL,
  customer_id text NOT NULL,
  seller text NOT NULL,
  amount bigint NOT NULL,
  netted bigint NOT NULL,
  order_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('planned', 'sent', 'paid')),
  tries int NOT NULL,
  made_on date NOT NULL,
  PRIMARY KEY (bucket, contract_id)
);
CREATE INDEX seller_payment_open ON paylater.seller_payment (bucket, contract_id) WHERE state <> 'paid';

-- What a seller owes the lender for goods that came back after it was paid, taken from its next payments.
CREATE TABLE paylater.seller_claim (
  bucket int NOT NULL,
  claim_id text NOT NULL,
  programme_id text NOT NULL,
  seller text NOT NULL,
  amount bigint NOT NULL,
  taken bigint NOT NULL CHECK (taken <= amount),
  made_on date NOT NULL,
  PRIMARY KEY (bucket, claim_id)
);
CREATE INDEX seller_claim_open ON paylater.seller_claim (seller, made_on) WHERE taken < amount;

-- What a lender's limits are measured against, as of the last close or the last funding since. Multiples follow.
CREATE TABLE paylater.lender_standing (
  bucket int NOT NULL,
  programme_id text NOT NULL,
  net_assets bigint NOT NULL,
  non_standard bigint NOT NULL,
  standard bigint NOT NULL,
  as_of date NOT NULL,
  PRIMARY KEY (bucket, programme_id)
);

-- Where a lender's money comes from: put in or paid back, by maker and checker.
CREATE TABLE paylater.lender_funding (
  bucket int NOT NULL,
  funding_id text NOT NULL,
  programme_id text NOT NULL,
  source text NOT NULL CHECK (source IN ('own-capital', 'bank-loan', 'shareholder-loan', 'securitised-pool')),
  direction text NOT NULL CHECK (direction IN ('raise', 'repay')),
  amount bigint NOT NULL CHECK (amount > 0),
  reference text NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'rejected', 'booked')),
  made_by text NOT NULL,
  checked_by text CHECK (checked_by <> made_by),
  made_on date NOT NULL,
  PRIMARY KEY (bucket, funding_id)
);
COMMENT ON TABLE paylater.lender_funding IS 'Few rows, all of the house bucket.';
