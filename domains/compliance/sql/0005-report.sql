-- Reports to the anti-money-laundering centre. The file names customers, so that it lies sealed.
CREATE TABLE compliance.aml_report (
  bucket int NOT NULL,
  report_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('large-value', 'suspicious')),
  business_date date NOT NULL,
  due_on date NOT NULL,
  file_name text NOT NULL,
  content_sealed text NOT NULL,
  digest text NOT NULL,
  rows int NOT NULL,
  amount bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'filed', 'withdrawn')),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  checked_by text,
  checked_at timestamptz,
  PRIMARY KEY (bucket, report_id),
  CHECK (checked_by <> made_by),
  CHECK ((state = 'draft') = (checked_by IS NULL))
);
CREATE INDEX aml_report_latest ON compliance.aml_report (business_date DESC, report_id DESC);
