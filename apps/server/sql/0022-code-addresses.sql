-- Codes asked for from one client address within an hour of the first, by a keyed digest: no address lies here.
CREATE TABLE server.code_address (
  bucket int NOT NULL,
  subject text NOT NULL,
  codes int NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (bucket, subject)
);
CREATE INDEX code_address_since ON server.code_address (since);
