-- Money of one collection may arrive more than once: each piece is kept by the settlement that brought it.
ALTER TABLE sandbox_bank.arrival ADD COLUMN settlement_ref text NOT NULL DEFAULT '';
ALTER TABLE sandbox_bank.arrival ADD COLUMN position int NOT NULL DEFAULT 0;
ALTER TABLE sandbox_bank.arrival DROP CONSTRAINT arrival_pkey;
ALTER TABLE sandbox_bank.arrival ADD PRIMARY KEY (bucket, collection_ref, settlement_ref, position);

-- What was agreed with the platform about a collection that broke.
CREATE TABLE sandbox_bank.correction (
  bucket int NOT NULL,
  correction_ref text NOT NULL,
  programme text NOT NULL,
  collection_ref text NOT NULL,
  from_unallocated bigint NOT NULL,
  from_platform bigint NOT NULL,
  to_advance bigint NOT NULL,
  to_payer bigint NOT NULL,
  days int NOT NULL,
  fee bigint NOT NULL,
  -- The piece of money that it used.
  settlement_ref text,
  position int,
  settled_on date,
  reversed_on date,
  PRIMARY KEY (bucket, correction_ref)
);
