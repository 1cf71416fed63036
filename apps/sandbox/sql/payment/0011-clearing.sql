-- Loan cards that are debited through the clearing house are debited under an agreement at their issuer.
ALTER TABLE sandbox_payment.card ADD COLUMN agreement_no text NOT NULL DEFAULT '';
ALTER TABLE sandbox_payment.collection ADD COLUMN network_serial text NOT NULL DEFAULT '';
