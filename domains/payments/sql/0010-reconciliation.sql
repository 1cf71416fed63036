-- Every daily file that was asked for: what came, and what became of it.
-- missing: not ready, or no answer; refused: damaged, with its reason; accepted: its rows are kept and compared;
-- repeated: the accepted file once more; superseded: a later file of the same day took its place.
CREATE TABLE payments.received_file (
  bucket int NOT NULL,
  file_id text NOT NULL,
  -- Names the file in its rows.
  file_no bigint NOT NULL,
  institution text NOT NULL,
  layout text NOT NULL,
  scope text NOT NULL,
  business_date date NOT NULL,
  received_on date NOT NULL,
  attempt int NOT NULL,
  state text NOT NULL CHECK (state IN ('missing', 'refused', 'accepted', 'repeated', 'superseded')),
  -- Code of the fault that refused it, or why it is missing.
  reason text NOT NULL,
  en text NOT NULL,
  zh text NOT NULL,
  lines int NOT NULL,
  total numeric NOT NULL,
  digest text NOT NULL,
  reordered boolean NOT NULL,
  doubled int NOT NULL,
  -- No key stands twice: the rows need no grouping before they are compared.
  distinct_keys boolean NOT NULL,
  PRIMARY KEY (bucket, file_id)
);
CREATE INDEX received_file_of ON payments.received_file (scope, business_date, institution, layout);
CREATE INDEX received_file_latest ON payments.received_file (received_on DESC, file_id DESC);

-- The lines of accepted files, loaded by COPY; the bucket is the key's. Partitioned by the month of the file's date.
CREATE TABLE payments.file_row (
  bucket int NOT NULL,
  business_date date NOT NULL,
  file_no bigint NOT NULL,
  line int NOT NULL,
  key text NOT NULL,
  amount bigint NOT NULL,
  status text NOT NULL,
  -- What else must agree, and the whole line as it came.
  detail text NOT NULL,
  content text NOT NULL,
  PRIMARY KEY (bucket, business_date, file_no, line)
) PARTITION BY RANGE (business_date);
-- The rows of a file lie together: a block range index finds them, and costs the load next to nothing.
CREATE INDEX file_row_file ON payments.file_row USING brin (file_no, line) WITH (pages_per_range = 32);

-- Makes the partition of a date's month where it is not there yet.
CREATE FUNCTION payments.open_file_month(p_date date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_name text := 'file_row_' || to_char(p_date, 'YYYYMM');
  v_from date := date_trunc('month', p_date)::date;
BEGIN
  IF to_regclass('payments.' || v_name) IS NOT NULL THEN
    RETURN;
  END IF;
  LOCK TABLE payments.file_row IN SHARE UPDATE EXCLUSIVE MODE;
  IF to_regclass('payments.' || v_name) IS NOT NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE payments.%I (LIKE payments.file_row INCLUDING CONSTRAINTS)', v_name);
  EXECUTE format('ALTER TABLE payments.file_row ATTACH PARTITION payments.%I FOR VALUES FROM (%L) TO (%L)', v_name, v_from, (v_from + interval '1 month')::date);
END $$;

-- A day of a comparison: our records of a scope beside one institution's file.
CREATE TABLE payments.reconciliation (
  bucket int NOT NULL,
  scope text NOT NULL,
  business_date date NOT NULL,
  comparison text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'done')),
  -- Which comparison of the day counts: items of an earlier one, that the last did not find again, are put right.
  run text NOT NULL,
  file_id text,
  ours_count int NOT NULL,
  ours_amount numeric NOT NULL,
  theirs_count int NOT NULL,
  theirs_amount numeric NOT NULL,
  matched int NOT NULL,
  -- Records that are not final yet: the day is compared again.
  waiting int NOT NULL,
  PRIMARY KEY (bucket, scope, business_date, comparison)
);
CREATE INDEX reconciliation_pending ON payments.reconciliation (business_date) WHERE state = 'pending';
CREATE INDEX reconciliation_day ON payments.reconciliation (business_date DESC, scope DESC);

-- A difference between our records and a file, until it is explained or resolved. theirs - ours = delta.
-- transit: on its way, not yet due; pending: found, may lie across a cut-off; open: a break, in suspense; resolved.
CREATE TABLE payments.break (
  bucket int NOT NULL,
  break_id text NOT NULL,
  comparison text NOT NULL,
  scope text NOT NULL,
  business_date date NOT NULL,
  type text NOT NULL CHECK (type IN ('over', 'short', 'amount', 'status', 'duplicate', 'split', 'fee', 'transit')),
  key text NOT NULL,
  ours bigint,
  theirs bigint,
  ours_state text NOT NULL,
  delta bigint NOT NULL,
  file_id text,
  line int,
  found_on date NOT NULL,
  state text NOT NULL CHECK (state IN ('transit', 'pending', 'open', 'resolved')),
  owner text NOT NULL,
  resolution text,
  resolved_on date,
  -- The item of another day that this one was matched with.
  counterpart text,
  run text NOT NULL,
  -- The journal that put the difference into suspense.
  journal_id uuid,
  PRIMARY KEY (bucket, break_id),
  CHECK ((state = 'resolved') = (resolution IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX break_of_day ON payments.break (scope, business_date, comparison);
CREATE INDEX break_desk ON payments.break (state, business_date DESC, break_id DESC);
CREATE INDEX break_latest ON payments.break (business_date DESC, break_id DESC);
CREATE INDEX break_unresolved ON payments.break (scope, comparison, bucket, key) WHERE state <> 'resolved';

-- What is done about a break: proposed by one, checked by another; the journals that it posted.
CREATE TABLE payments.break_resolution (
  bucket int NOT NULL,
  resolution_id text NOT NULL,
  break_id text NOT NULL,
  kind text NOT NULL,
  reason text NOT NULL,
  -- approved: checked, and on its way to the institution; refused: the institution said no.
  state text NOT NULL CHECK (state IN ('proposed', 'approved', 'posted', 'rejected', 'refused')),
  code text NOT NULL,
  made_by text NOT NULL,
  made_on date NOT NULL,
  checked_by text,
  checked_on date,
  -- The resolution that this one takes back.
  reverses text,
  journals text[] NOT NULL,
  PRIMARY KEY (bucket, resolution_id),
  CHECK (checked_by <> made_by),
  CHECK ((state = 'proposed') = (checked_by IS NULL))
);
CREATE INDEX break_resolution_break ON payments.break_resolution (bucket, break_id);
CREATE INDEX break_resolution_approved ON payments.break_resolution (resolution_id) WHERE state = 'approved';
