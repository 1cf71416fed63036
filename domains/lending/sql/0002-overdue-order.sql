-- Whoever works on overdue contracts walks them in the order of bucket and id; paid ones are never met.
CREATE INDEX loan_overdue_order ON lending.loan (bucket, loan_id) WHERE overdue_since IS NOT NULL;
