-- The sessions of one customer, ended together when the number changes or the account ends.
CREATE INDEX session_customer ON server.session (customer_id) WHERE customer_id IS NOT NULL;
