-- What a follower adds up behind the posting path, so that a date far back is read without the journals since.
-- What lies after its cursor is read from the journals themselves.
CREATE TABLE ledger.day_cursor (
  bucket int NOT NULL,
  book text NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (bucket, book)
);

-- The stretch of the book that holds the journals of a business date.
CREATE TABLE ledger.day (
  bucket int NOT NULL,
  book text NOT NULL,
  business_date date NOT NULL,
  first_sequence bigint NOT NULL,
  last_sequence bigint NOT NULL,
  PRIMARY KEY (bucket, book, business_date)
);

-- What the accounts of a path moved on a business date.
CREATE TABLE ledger.day_total (
  bucket int NOT NULL,
  book text NOT NULL,
  path text NOT NULL,
  asset text NOT NULL,
  side text NOT NULL,
  business_date date NOT NULL,
  debits numeric NOT NULL,
  credits numeric NOT NULL,
  PRIMARY KEY (bucket, book, path, asset, side, business_date)
);

-- What an account moved in a stretch of 20,000 journals (span 0 begins at sequence 0). House accounts have their spans, and
-- others from the day on which they have more transfers than can be summed up while somebody waits.
CREATE TABLE ledger.account_span (
  bucket int NOT NULL,
  account_id bigint NOT NULL,
  span bigint NOT NULL,
  debits bigint NOT NULL,
  credits bigint NOT NULL,
  PRIMARY KEY (bucket, account_id, span)
);

-- The link of the chain that a journal lies in.
CREATE INDEX batch_sequence ON ledger.batch (bucket, book, last_sequence);
CREATE INDEX pending_book ON ledger.pending (book);
