-- What was written off of a claim stays known after the claim is gone.
ALTER TABLE lending.loan ADD COLUMN written_off bigint NOT NULL DEFAULT 0 CHECK (written_off >= 0);
UPDATE lending.loan l SET written_off = greatest(0, f.amount - l.recourse_recovered)
  FROM lending.cash_flow f WHERE l.state = 'written-off' AND f.bucket = l.bucket AND f.loan_id = l.loan_id AND f.kind = 'compensation';

-- Loans that stand, in the order in which positions are read: those that are settled cost nothing there.
CREATE INDEX loan_standing ON lending.loan (bucket, loan_id) WHERE state IN ('active', 'compensated', 'written-off');
CREATE INDEX loan_settled ON lending.loan (settled_on, bucket, loan_id) WHERE settled_on IS NOT NULL;
