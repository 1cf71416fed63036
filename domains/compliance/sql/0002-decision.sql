-- A decision is found by its day, by what was decided and by what it breached.
ALTER TABLE compliance.decision ADD COLUMN action text;
ALTER TABLE compliance.decision ADD COLUMN profile text;
ALTER TABLE compliance.decision ADD COLUMN breaches text[] NOT NULL DEFAULT '{}';
CREATE INDEX decision_latest ON compliance.decision (business_date DESC, decision_id DESC);
CREATE INDEX decision_breached ON compliance.decision (business_date DESC, decision_id DESC) WHERE breaches <> '{}';
CREATE INDEX decision_refused ON compliance.decision (business_date DESC, decision_id DESC) WHERE outcome = 'refused';
