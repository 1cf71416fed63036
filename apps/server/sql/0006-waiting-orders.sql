-- Orders of customers that wait for an account to be upgraded, and what they were told.
CREATE TABLE server.waiting_order (
  bucket int NOT NULL,
  order_id text NOT NULL,
  customer_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'go-on', 'refused')),
  -- The account to pay from once it goes on.
  account_id text,
  code text NOT NULL,
  PRIMARY KEY (bucket, order_id)
);
