-- The row of a number is held while a code is sent to it, so that limits count one sending after another.
CREATE TABLE parties.code_sending (
  bucket int NOT NULL,
  mobile_hash text NOT NULL,
  last_sent_at timestamptz NOT NULL,
  PRIMARY KEY (bucket, mobile_hash)
);

-- Codes are kept as keyed digests and go after a day.
CREATE TABLE parties.one_time_code (
  bucket int NOT NULL,
  code_id text NOT NULL,
  mobile_hash text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('sign-in', 'confirm', 'change-mobile', 'join')),
  code_hash text NOT NULL,
  tries int NOT NULL,
  sent_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  -- The command that used it, so that a repetition of that command is not refused.
  used_by text,
  PRIMARY KEY (bucket, code_id)
);
CREATE INDEX one_time_code_sent ON parties.one_time_code (bucket, mobile_hash, sent_at);
