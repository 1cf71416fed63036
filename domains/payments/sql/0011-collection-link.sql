-- How a collection reaches the bank, from when it is sent, and the clearing house's own serial of it.
ALTER TABLE payments.collection ADD COLUMN link text NOT NULL DEFAULT 'direct' CHECK (link IN ('clearing', 'direct'));
ALTER TABLE payments.collection ADD COLUMN network_serial text NOT NULL DEFAULT '';
