-- Each customer names orders in a space of their own.
ALTER TABLE server.waiting_order DROP CONSTRAINT waiting_order_pkey;
ALTER TABLE server.waiting_order ADD PRIMARY KEY (bucket, customer_id, order_id);
