-- Every transfer that passed, with the clearing house's own serial; what institutions owe one another follows from it.
CREATE TABLE sandbox_clearing.relay (
  bucket int NOT NULL,
  transfer_ref text NOT NULL,
  network_serial text NOT NULL,
  origin text NOT NULL,
  side text NOT NULL CHECK (side IN ('debit', 'credit')),
  amount bigint NOT NULL CHECK (amount > 0),
  status text NOT NULL CHECK (status IN ('SUCCESS', 'FAILED')),
  business_date date NOT NULL,
  PRIMARY KEY (bucket, transfer_ref)
);
