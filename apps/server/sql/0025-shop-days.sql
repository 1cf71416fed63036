-- The days of the shop whose file was received: what it delivered and took back is known through them.
CREATE TABLE server.shop_day (
  bucket int NOT NULL,
  business_date date NOT NULL,
  rows_received int NOT NULL,
  PRIMARY KEY (bucket, business_date)
);

-- An order that customers were shown plans for, with whose product and when: the reading time counts from here.
CREATE TABLE server.pay_later_quote (
  bucket int NOT NULL,
  quote_id text NOT NULL,
  customer_id text NOT NULL,
  programme_id text NOT NULL,
  order_ref text NOT NULL,
  seller text NOT NULL,
  amount bigint NOT NULL,
  quoted_on date NOT NULL,
  quoted_at timestamptz NOT NULL,
  PRIMARY KEY (bucket, quote_id)
);
