-- Money moved between the collection accounts of funds that the bank sells.
CREATE TABLE sandbox_bank.fund_transfer (
  bucket int NOT NULL,
  transfer_ref text NOT NULL,
  from_fund text NOT NULL,
  to_fund text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  of text NOT NULL CHECK (of IN ('settlement', 'advance')),
  business_date date NOT NULL,
  PRIMARY KEY (bucket, transfer_ref)
);
