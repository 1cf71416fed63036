-- Certificates of assets 资产证明 that customers asked for: whoever is shown one can ask whether it is what was issued.
CREATE TABLE wealth.certificate (
  bucket int NOT NULL,
  certificate_id text NOT NULL,
  customer_id text NOT NULL,
  as_of date NOT NULL,
  total bigint NOT NULL,
  lines jsonb NOT NULL,
  issued_at timestamptz NOT NULL,
  PRIMARY KEY (bucket, certificate_id)
);
CREATE INDEX certificate_customer ON wealth.certificate (bucket, customer_id, as_of);
