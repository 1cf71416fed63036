-- Persons whose report is not the one that follows from their number: set for demonstrations and tests.
CREATE TABLE sandbox_bureau.person (
  bucket int NOT NULL,
  id_number_hash text NOT NULL,
  report jsonb NOT NULL,
  PRIMARY KEY (bucket, id_number_hash)
);

-- Every pull with the consent that it rests on.
CREATE TABLE sandbox_bureau.pull (
  bucket int NOT NULL,
  report_ref text NOT NULL,
  institution text NOT NULL,
  consent_ref text NOT NULL,
  purpose text NOT NULL,
  id_number_hash text NOT NULL,
  business_date date NOT NULL,
  PRIMARY KEY (bucket, report_ref)
);
