-- An early warning: a measure of a part of the portfolio went past the threshold of a rule.
CREATE TABLE risk.alert (
  bucket int NOT NULL,
  alert_id text NOT NULL,
  rule_id text NOT NULL,
  segment text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('high', 'medium')),
  owner text NOT NULL,
  raised_on date NOT NULL,
  due_on date NOT NULL,
  value text NOT NULL,
  threshold text NOT NULL,
  -- The newest month-end at which the rule was broken while the alert stood.
  seen_on date NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'acknowledged', 'closed')),
  escalated_on date,
  acknowledged_by text,
  acknowledged_on date,
  closed_by text,
  closed_on date,
  outcome text CHECK (outcome IN ('measure-taken', 'watched', 'false-alarm')),
  reason text,
  PRIMARY KEY (bucket, alert_id)
);
-- One alert of a rule and a part of the portfolio at a time.
CREATE UNIQUE INDEX alert_standing ON risk.alert (bucket, rule_id, segment) WHERE state <> 'closed';
CREATE INDEX alert_list ON risk.alert (bucket, raised_on DESC, alert_id DESC);
