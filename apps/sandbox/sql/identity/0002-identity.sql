-- Persons about whom the register was told something of its own; all others are known under the name that is asked.
CREATE TABLE sandbox_identity.person (
  bucket int NOT NULL,
  id_number_hash text NOT NULL,
  name_hash text,
  known boolean NOT NULL,
  PRIMARY KEY (bucket, id_number_hash)
);

CREATE TABLE sandbox_identity.liveness (
  bucket int NOT NULL,
  session_ref text NOT NULL,
  institution text NOT NULL,
  id_number_hash text NOT NULL,
  status text NOT NULL CHECK (status IN ('PENDING', 'PASS', 'FAIL')),
  PRIMARY KEY (bucket, session_ref)
);
