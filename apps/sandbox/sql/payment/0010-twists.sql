-- Where the institution's books differ from what was asked or from what it said.
ALTER TABLE sandbox_payment.collection ADD COLUMN told text;
ALTER TABLE sandbox_payment.collection ADD COLUMN collected bigint;
ALTER TABLE sandbox_payment.collection ADD COLUMN debits int NOT NULL DEFAULT 1;
-- The day under which it stands in the books and files, where its own cut-off had passed.
ALTER TABLE sandbox_payment.collection ADD COLUMN booked_on date;
ALTER TABLE sandbox_payment.collection ADD COLUMN twist text NOT NULL DEFAULT '';
-- The message that pays it to the bank: repeated as it was while its outcome is unknown.
ALTER TABLE sandbox_payment.collection ADD COLUMN settlement_ref text;
ALTER TABLE sandbox_payment.collection ADD COLUMN settles_on date;
CREATE INDEX collection_settling ON sandbox_payment.collection (settlement_ref) WHERE settlement_ref IS NOT NULL AND settled_on IS NULL;
