CREATE SCHEMA ledger;

-- A lane: one row per book gives its journals their order and carries the head of the hash chain.
CREATE TABLE ledger.book (
  bucket int NOT NULL,
  book text NOT NULL,
  sequence bigint NOT NULL,
  batch bigint NOT NULL,
  head bytea NOT NULL,
  PRIMARY KEY (bucket, book)
) WITH (fillfactor = 50);

-- account_id carries the bucket in its top byte and is derived from book, path, asset and owner.
CREATE TABLE ledger.account (
  bucket int NOT NULL,
  account_id bigint NOT NULL,
  book text NOT NULL,
  path text NOT NULL,
  asset text NOT NULL,
  owner text NOT NULL,
  side text NOT NULL CHECK (side IN ('debit', 'credit')),
  not_negative boolean NOT NULL,
  debits bigint NOT NULL CHECK (debits >= 0),
  credits bigint NOT NULL CHECK (credits >= 0),
  version bigint NOT NULL,
  PRIMARY KEY (bucket, account_id)
) WITH (fillfactor = 50);
CREATE INDEX account_owner ON ledger.account (bucket, owner);

CREATE TABLE ledger.journal (
  bucket int NOT NULL,
  journal_id uuid NOT NULL,
  book text NOT NULL,
  sequence bigint NOT NULL,
  business_date date NOT NULL,
  kind text NOT NULL,
  reference text NOT NULL,
  subject text NOT NULL,
  PRIMARY KEY (bucket, journal_id)
);
CREATE INDEX journal_subject ON ledger.journal (bucket, subject);
CREATE INDEX journal_order ON ledger.journal (book, sequence);

CREATE TABLE ledger.transfer (
  bucket int NOT NULL,
  journal_id uuid NOT NULL,
  position int NOT NULL,
  debit_account bigint NOT NULL,
  credit_account bigint NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  PRIMARY KEY (bucket, journal_id, position)
);

-- One link of a book's hash chain: hash = SHA-256(previous hash || digest of the batch's journals).
CREATE TABLE ledger.batch (
  bucket int NOT NULL,
  book text NOT NULL,
  batch bigint NOT NULL,
  first_sequence bigint NOT NULL,
  last_sequence bigint NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (bucket, book, batch)
);

-- Posts a batch of journals in one call. Answers repeated ids first and then changes nothing; otherwise answers the
-- not-negative accounts whose gross outflow exceeds what they held, for the caller to judge in the order of the journals.
CREATE FUNCTION ledger.post(
  p_book text, p_digest bytea,
  j_bucket int[], j_id uuid[], j_date date[], j_kind text[], j_reference text[], j_subject text[],
  t_bucket int[], t_journal uuid[], t_position int[], t_debit bigint[], t_credit bigint[], t_amount bigint[],
  a_bucket int[], a_id bigint[], a_debit bigint[], a_credit bigint[]
) RETURNS TABLE (what text, key text, amount bigint)
LANGUAGE plpgsql AS $$
DECLARE
  v_sequence bigint;
  v_batch bigint;
  v_head bytea;
BEGIN
  RETURN QUERY SELECT 'repeated', j.journal_id::text, 0::bigint
    FROM unnest(j_bucket, j_id) AS given(bucket, id) JOIN ledger.journal j ON j.bucket = given.bucket AND j.journal_id = given.id;
  IF FOUND THEN RETURN; END IF;

  UPDATE ledger.book b SET sequence = b.sequence + cardinality(j_id), batch = b.batch + 1, head = sha256(b.head || p_digest)
    WHERE b.bucket = 0 AND b.book = p_book
    RETURNING b.sequence, b.batch, b.head INTO v_sequence, v_batch, v_head;
  IF NOT FOUND THEN RAISE EXCEPTION 'book % is not open', p_book; END IF;

  INSERT INTO ledger.batch (bucket, book, batch, first_sequence, last_sequence, hash)
    VALUES (0, p_book, v_batch, v_sequence - cardinality(j_id) + 1, v_sequence, v_head);
  INSERT INTO ledger.journal (bucket, journal_id, book, sequence, business_date, kind, reference, subject)
    SELECT bucket, id, p_book, v_sequence - cardinality(j_id) + ordinal, date, kind, reference, subject
    FROM unnest(j_bucket, j_id, j_date, j_kind, j_reference, j_subject) WITH ORDINALITY AS given(bucket, id, date, kind, reference, subject, ordinal);
  INSERT INTO ledger.transfer (bucket, journal_id, position, debit_account, credit_account, amount)
    SELECT * FROM unnest(t_bucket, t_journal, t_position, t_debit, t_credit, t_amount);

  RETURN QUERY
    WITH changed AS (
      UPDATE ledger.account a SET debits = a.debits + given.debit, credits = a.credits + given.credit, version = a.version + 1
      FROM unnest(a_bucket, a_id, a_debit, a_credit) AS given(bucket, id, debit, credit)
      WHERE a.bucket = given.bucket AND a.account_id = given.id AND a.book = p_book
      RETURNING a.account_id, a.not_negative,
        CASE a.side WHEN 'debit' THEN a.debits - given.debit - (a.credits - given.credit) ELSE a.credits - given.credit - (a.debits - given.debit) END AS held,
        CASE a.side WHEN 'debit' THEN given.credit ELSE given.debit END AS outflow
    )
    SELECT 'short', account_id::text, held FROM changed WHERE not_negative AND held < outflow
    UNION ALL
    SELECT 'changed', '', count(*) FROM changed;
END $$;
-- Custom plans would look into the arrays and choose a hash join over the whole account table.
ALTER FUNCTION ledger.post SET plan_cache_mode = force_generic_plan;
