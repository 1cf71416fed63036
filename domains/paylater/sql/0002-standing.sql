-- Contracts that stand, in the order in which positions are read: those that are settled cost nothing there.
CREATE INDEX contract_standing ON paylater.contract (bucket, contract_id) WHERE state IN ('active', 'written-off');
CREATE INDEX contract_closed ON paylater.contract (closed_on, bucket, contract_id) WHERE closed_on IS NOT NULL;
