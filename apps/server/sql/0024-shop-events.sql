-- What the shop told of orders, each event once, until its work is done. Orders' own references say the bucket.
CREATE TABLE server.shop_event (
  bucket int NOT NULL,
  event_ref text NOT NULL,
  order_ref text NOT NULL,
  -- RETURNED has lines where goods came back; without any it is money that the merchant gave back
  kind text NOT NULL CHECK (kind IN ('SHIPPED', 'DELIVERED', 'CANCELLED', 'RETURNED')),
  lines jsonb NOT NULL,
  -- of a return; what was delivered is the order's own amount
  amount bigint CHECK (amount >= 0),
  happened_on date NOT NULL,
  received_at timestamptz NOT NULL,
  done_on date,
  PRIMARY KEY (bucket, event_ref)
);
CREATE INDEX shop_event_open ON server.shop_event (happened_on) WHERE done_on IS NULL;
CREATE INDEX shop_event_order ON server.shop_event (bucket, order_ref);
