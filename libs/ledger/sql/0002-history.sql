-- One history instead of journals and transfers apart: a row per transfer, whose first (position 0) carries the head of
-- its journal. A journal of one transfer is one row. Partitioned by the month in the id, so that the key (bucket, id)
-- stays unique over all of it.
ALTER TABLE ledger.journal RENAME TO journal_0001;
ALTER TABLE ledger.transfer RENAME TO transfer_0001;
ALTER TABLE ledger.transfer_0001 RENAME CONSTRAINT transfer_pkey TO transfer_0001_pkey;

CREATE TABLE ledger.transfer (
  bucket int NOT NULL,
  journal_id uuid NOT NULL,
  position int NOT NULL,
  book text NOT NULL,
  sequence bigint NOT NULL,
  business_date date NOT NULL,
  debit_account bigint NOT NULL,
  credit_account bigint NOT NULL,
  -- What moves between the posted totals.
  amount bigint NOT NULL,
  -- What moves between the pending totals: positive when it is held, negative when a settlement or a void releases it.
  held bigint,
  -- The most a sweep might have moved: positive when the debited account was swept, negative when the credited one.
  asked bigint,
  kind text,
  reference text,
  subject text,
  -- SHA-256 of the journal as it was asked for.
  digest bytea,
  -- The pending journal that this one settles or voids, or the journal that it reverses.
  target uuid,
  expires_on date,
  CHECK (amount > 0 OR amount = 0 AND held <> 0),
  PRIMARY KEY (bucket, journal_id, position)
) PARTITION BY RANGE (journal_id);
CREATE INDEX transfer_order ON ledger.transfer (book, sequence);
-- Both accounts and the subject are found by one inverted index, which takes new rows in bulk.
CREATE INDEX transfer_parties ON ledger.transfer USING gin ((ARRAY[debit_account, credit_account, hashtextextended(subject, 0)]));

-- Makes the partitions of months ('202601') that are not there yet. The lock keeps two makers apart and no poster waiting.
CREATE FUNCTION ledger.open_months(p_months text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_month text;
BEGIN
  FOREACH v_month IN ARRAY p_months LOOP
    CONTINUE WHEN to_regclass('ledger.transfer_' || v_month) IS NOT NULL;
    LOCK TABLE ledger.transfer IN SHARE UPDATE EXCLUSIVE MODE;
    CONTINUE WHEN to_regclass('ledger.transfer_' || v_month) IS NOT NULL;
    EXECUTE format('CREATE TABLE ledger.%I (LIKE ledger.transfer INCLUDING CONSTRAINTS)', 'transfer_' || v_month);
    EXECUTE format('ALTER TABLE ledger.transfer ATTACH PARTITION ledger.%I FOR VALUES FROM (%L) TO (%L)', 'transfer_' || v_month,
      ledger.first_id(v_month, 0), ledger.first_id(v_month, 1));
  END LOOP;
END $$;

-- The smallest id of a month, or of a later one: ids begin with 48 bits of milliseconds since 1970.
CREATE FUNCTION ledger.first_id(p_month text, p_later int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM make_date(left(p_month, 4)::int, right(p_month, 2)::int, 1) + make_interval(months => p_later)) * 1000)::bigint), 12, '0')
    || repeat('0', 20))::uuid
$$;

SELECT ledger.open_months(array_agg(DISTINCT to_char(to_timestamp((('x' || left(replace(journal_id::text, '-', ''), 12))::bit(48)::bigint) / 1000) AT TIME ZONE 'UTC', 'YYYYMM')))
  FROM ledger.journal_0001 HAVING count(*) > 0;

INSERT INTO ledger.transfer (bucket, journal_id, position, book, sequence, business_date, debit_account, credit_account, amount, kind, reference, subject, digest)
  SELECT t.bucket, t.journal_id, t.position, j.book, j.sequence, j.business_date, t.debit_account, t.credit_account, t.amount,
    h.kind, h.reference, h.subject,
    CASE WHEN t.position = 0 THEN sha256(convert_to(format(E'%s|%s|%s|%s|%s\n', j.journal_id, to_char(j.business_date, 'YYYY-MM-DD'), j.kind, j.reference, j.subject)
      || (SELECT string_agg(format(E'%s|%s|%s\n', x.debit_account, x.credit_account, x.amount), '' ORDER BY x.position)
          FROM ledger.transfer_0001 x WHERE x.bucket = j.bucket AND x.journal_id = j.journal_id), 'UTF8')) END
  FROM ledger.journal_0001 j JOIN ledger.transfer_0001 t ON t.bucket = j.bucket AND t.journal_id = j.journal_id
  LEFT JOIN ledger.journal_0001 h ON t.position = 0 AND h.bucket = t.bucket AND h.journal_id = t.journal_id
  ORDER BY j.book, j.sequence, t.position;

-- Limits on the balance of the normal side take the place of the flag; totals of pending journals stand beside the posted.
ALTER TABLE ledger.account
  ADD COLUMN floor bigint,
  ADD COLUMN ceiling bigint,
  ADD COLUMN closed boolean NOT NULL DEFAULT false,
  ADD COLUMN pending_debits bigint NOT NULL DEFAULT 0,
  ADD COLUMN pending_credits bigint NOT NULL DEFAULT 0,
  ADD COLUMN entries bigint NOT NULL DEFAULT 0;
UPDATE ledger.account a SET floor = CASE WHEN not_negative THEN 0 END,
  entries = (SELECT count(*) FROM ledger.transfer_0001 t WHERE t.bucket = a.bucket AND (t.debit_account = a.account_id OR t.credit_account = a.account_id));
-- ledger.post is the only writer of totals and keeps them from falling; a check on every update would be paid by every transfer.
ALTER TABLE ledger.account DROP COLUMN not_negative, DROP COLUMN version, DROP CONSTRAINT account_debits_check, DROP CONSTRAINT account_credits_check;
CREATE INDEX account_path ON ledger.account (book, path, account_id);

-- A link from before has no time: its hash is SHA-256(previous || SHA-256 of the text of its journals). A later one is
-- SHA-256(previous || time || digests of its journals).
ALTER TABLE ledger.batch ADD COLUMN posted_at timestamptz, ADD COLUMN first_date date, ADD COLUMN last_date date;
UPDATE ledger.batch b SET (first_date, last_date) =
  (SELECT min(business_date), max(business_date) FROM ledger.journal_0001 j WHERE j.book = b.book AND j.sequence BETWEEN b.first_sequence AND b.last_sequence);
ALTER TABLE ledger.batch ALTER COLUMN first_date SET NOT NULL, ALTER COLUMN last_date SET NOT NULL;
CREATE INDEX batch_time ON ledger.batch (bucket, book, posted_at);
CREATE INDEX batch_date ON ledger.batch (bucket, book, last_date);
ALTER TABLE ledger.book ADD COLUMN posted_at timestamptz NOT NULL DEFAULT '-infinity';

DROP FUNCTION ledger.post;
DROP TABLE ledger.transfer_0001;
DROP TABLE ledger.journal_0001;

-- Pending journals that are neither settled nor voided. What was closed is told from the history.
CREATE TABLE ledger.pending (
  bucket int NOT NULL,
  journal_id uuid NOT NULL,
  book text NOT NULL,
  expires_on date,
  PRIMARY KEY (bucket, journal_id)
);
CREATE INDEX pending_expiry ON ledger.pending (book, expires_on) WHERE expires_on IS NOT NULL;

-- How far a named consumer of a book's journals has come.
CREATE TABLE ledger.consumer (
  bucket int NOT NULL,
  book text NOT NULL,
  name text NOT NULL,
  sequence bigint NOT NULL CHECK (sequence >= 0),
  PRIMARY KEY (bucket, book, name)
);

-- A signature over a link of the chain, so that whoever holds the public key can tell that nothing before it was altered.
CREATE TABLE ledger.checkpoint (
  bucket int NOT NULL,
  book text NOT NULL,
  batch bigint NOT NULL,
  sequence bigint NOT NULL,
  hash bytea NOT NULL,
  signed_at timestamptz NOT NULL,
  key_id text NOT NULL,
  signature bytea NOT NULL,
  PRIMARY KEY (bucket, book, batch, key_id)
);
