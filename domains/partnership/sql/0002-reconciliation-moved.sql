-- Reconciliation has moved to payments: what is open goes on there, under the ids that it has.
INSERT INTO payments.break (bucket, break_id, comparison, scope, business_date, type, key, ours, theirs, ours_state, delta, found_on, state, owner, resolution, resolved_on, run)
  SELECT CASE WHEN break_id ~ '^brk_[0-9a-f]{26}$' THEN ('x' || substr(break_id, 5, 2))::bit(8)::int ELSE 0 END, break_id,
    CASE parties WHEN 'platform/payment' THEN 'payment.settlement' WHEN 'platform/bank fee' THEN 'bank.advance-day' ELSE 'bank.loan-day' END,
    programme_id, business_date, CASE parties WHEN 'platform/bank fee' THEN 'fee' ELSE type END, reference, ours, theirs, 'done',
    coalesce(theirs, 0) - coalesce(ours, 0), business_date, CASE state WHEN 'resolved' THEN 'resolved' ELSE 'pending' END, 'finance',
    CASE state WHEN 'resolved' THEN coalesce(resolution, 'no-action') END, resolved_on, 'moved'
  FROM partnership.break;

INSERT INTO payments.reconciliation (bucket, scope, business_date, comparison, state, run, ours_count, ours_amount, theirs_count, theirs_amount, matched, waiting)
  SELECT 0, programme_id, business_date, side.comparison, state, 'moved', (figures -> 'platform' ->> 'count')::int, (figures -> 'platform' ->> 'amount')::numeric,
    (figures -> side.name ->> 'count')::int, (figures -> side.name ->> 'amount')::numeric, (figures ->> 'matched')::int, 0
  FROM partnership.reconciliation, (VALUES ('payment.settlement', 'paymentInstitution'), ('bank.loan-day', 'bank')) AS side (comparison, name);

DROP TABLE partnership.break;
DROP TABLE partnership.reconciliation;
