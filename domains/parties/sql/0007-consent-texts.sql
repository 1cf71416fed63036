ALTER TABLE parties.consent ADD COLUMN items text NOT NULL DEFAULT '';
ALTER TABLE parties.consent ADD COLUMN withdrawn_via text;

-- Every text that was ever accepted, word for word, under the digest that the consents name.
CREATE TABLE parties.consent_text (
  bucket int NOT NULL,
  text_hash text NOT NULL,
  purpose text NOT NULL,
  version text NOT NULL,
  zh text NOT NULL,
  en text NOT NULL,
  PRIMARY KEY (bucket, text_hash)
);
