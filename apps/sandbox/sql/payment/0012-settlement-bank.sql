-- Programmes are funded by different banks: each collection is settled at the one that was named with it.
ALTER TABLE sandbox_payment.collection ADD COLUMN settles_at text NOT NULL DEFAULT 'bank';
