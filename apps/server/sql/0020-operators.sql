-- Staff: more roles, how far a person sees, second factor.
ALTER TABLE server.staff DROP CONSTRAINT staff_role_check;
ALTER TABLE server.staff ADD CONSTRAINT staff_role_check
  CHECK (role IN ('operator', 'finance', 'risk', 'compliance', 'auditor', 'partner-viewer', 'admin'));
-- `entity:*` sees the whole house, `product:<programme>` one programme, `partner:<institution>` the programmes of a partner.
ALTER TABLE server.staff ADD COLUMN scopes text[] NOT NULL DEFAULT '{entity:*}';
ALTER TABLE server.staff ADD COLUMN state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled'));
-- Somebody else knows the password: it must be changed first.
ALTER TABLE server.staff ADD COLUMN password_due boolean NOT NULL DEFAULT false;
-- The secret of the second factor, sealed; it counts once a code has confirmed it. A time step is used once.
ALTER TABLE server.staff ADD COLUMN factor_sealed text;
ALTER TABLE server.staff ADD COLUMN factor_confirmed boolean NOT NULL DEFAULT false;
ALTER TABLE server.staff ADD COLUMN factor_step bigint NOT NULL DEFAULT 0;

CREATE TABLE server.recovery_code (
  bucket int NOT NULL,
  login text NOT NULL,
  code_hash text NOT NULL,
  PRIMARY KEY (bucket, login, code_hash)
);

-- Sessions opened before they carried a time of last use end here.
DELETE FROM server.session;
ALTER TABLE server.session ADD COLUMN opened_at timestamptz NOT NULL;
ALTER TABLE server.session ADD COLUMN seen_at timestamptz NOT NULL;
ALTER TABLE server.session ADD COLUMN agent text NOT NULL;
CREATE INDEX session_login ON server.session (login, opened_at);
CREATE INDEX session_expired ON server.session (expires_at);

-- Attempts to sign in since the last one that succeeded, by a keyed digest of the login: a mobile number does not lie here.
CREATE TABLE server.attempt (
  bucket int NOT NULL,
  subject text NOT NULL,
  failures int NOT NULL,
  since timestamptz NOT NULL,
  locked_until timestamptz,
  PRIMARY KEY (bucket, subject)
);
CREATE INDEX attempt_since ON server.attempt (since);

-- What is to change about a member of staff: one proposes, another decides.
CREATE TABLE server.staff_change (
  bucket int NOT NULL,
  change_id text NOT NULL,
  login text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('add', 'role', 'disable', 'enable', 'reset-password', 'reset-factor', 'unlock')),
  name text,
  role text,
  scopes text[],
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'approved', 'refused')),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  checked_by text,
  checked_at timestamptz,
  PRIMARY KEY (bucket, change_id),
  CONSTRAINT staff_change_two_people CHECK (checked_by <> made_by),
  -- Nobody changes or checks their own rights.
  CONSTRAINT staff_change_not_own CHECK (made_by <> login AND (checked_by IS NULL OR checked_by <> login)),
  CONSTRAINT staff_change_decided CHECK ((state = 'pending') = (checked_by IS NULL) AND (state = 'pending') = (checked_at IS NULL))
);
CREATE INDEX staff_change_latest ON server.staff_change (made_at DESC, change_id DESC);
