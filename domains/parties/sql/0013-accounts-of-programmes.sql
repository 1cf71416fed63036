-- The class-II accounts that joint loans have opened so far become accounts like any other.
INSERT INTO parties.account (bucket, account_id, customer_id, institution, kind, class, account_no, book, path, asset, owner, state, suspensions,
  face_to_face, activated_on, opened_on, reserved_out, reserved_in, frozen, frozen_whole, events)
SELECT b.bucket, 'acc_' || lpad(to_hex(b.bucket), 2, '0') || left(encode(sha256(convert_to('acc:' || b.programme_id || ' ' || b.customer_id, 'UTF8')), 'hex'), 24),
  b.customer_id, 'bank', 'bank', 'II', b.account_no, 'bank:' || b.programme_id, 'customer/class-ii', 'CNY', b.customer_id, 'ACTIVE', '{}',
  false, b.opened_on, b.opened_on, 0, 0, 0, false, 0
FROM parties.bank_account b;

INSERT INTO parties.account_use (bucket, subject, counter, period, used)
SELECT bucket, customer_id || '@bank', 'held-II', 'ever', count(*) FROM parties.bank_account GROUP BY bucket, customer_id;

INSERT INTO parties.bound_account (bucket, bound_id, account_id, card_masked, card_hash, card_class, is_default, verified_by, elements, verified_on)
SELECT b.bucket, 'bnd_' || substr(a.account_id, 5), a.account_id, b.card_masked, b.card_hash, 'unknown', true, 'bank', 5, b.opened_on
FROM parties.bank_account b JOIN parties.account a ON a.bucket = b.bucket AND a.account_no = b.account_no;
