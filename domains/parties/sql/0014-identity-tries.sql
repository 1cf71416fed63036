-- How often a customer's elements were asked about on a day and did not belong together, or are being asked about now.
CREATE TABLE parties.identity_try (
  bucket int NOT NULL,
  customer_id text NOT NULL,
  tried_on date NOT NULL,
  tries int NOT NULL CHECK (tries >= 0),
  PRIMARY KEY (bucket, customer_id, tried_on)
);
