-- Pages of customers, newest first.
CREATE INDEX customer_registered ON parties.customer (registered_on DESC, customer_id DESC);
