-- What customers were seen with: keyed digests of devices, networks and cards, once a day and context. `subject` is the
-- application, or empty where somebody signed in.
CREATE TABLE credit.sighting (
  bucket int NOT NULL,
  customer_id text NOT NULL,
  attribute text NOT NULL CHECK (attribute IN ('device', 'address', 'card')),
  digest text NOT NULL,
  subject text NOT NULL,
  seen_on date NOT NULL,
  PRIMARY KEY (bucket, customer_id, attribute, digest, subject, seen_on)
);
CREATE INDEX sighting_attribute ON credit.sighting (attribute, digest, seen_on);

-- The platform's own lists. Watch lists of the authorities are screened against elsewhere. `value` is a customer's id or a digest.
CREATE TABLE credit.listing (
  bucket int NOT NULL,
  listing_id text NOT NULL,
  list text NOT NULL CHECK (list IN ('grey', 'black')),
  kind text NOT NULL CHECK (kind IN ('customer', 'device', 'address', 'card')),
  value text NOT NULL,
  reason text NOT NULL,
  valid_from date NOT NULL,
  -- The first day on which it no longer counts.
  valid_to date,
  made_by text NOT NULL,
  ended_by text CHECK (ended_by <> made_by),
  ended_reason text,
  PRIMARY KEY (bucket, listing_id)
);
CREATE INDEX listing_value ON credit.listing (kind, value);
