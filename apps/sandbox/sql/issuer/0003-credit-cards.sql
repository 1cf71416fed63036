-- Credit cards by their holders. A card that nobody has told the sandbox of is issued to whoever first asks about it.
CREATE TABLE sandbox_issuer.credit_card (
  bucket int NOT NULL,
  card_hash text NOT NULL,
  holder_hash text NOT NULL,
  bank text NOT NULL,
  bank_zh text NOT NULL,
  -- The statement in force; without a balance it follows from the card and the date.
  statement_on date,
  due_on date,
  balance bigint CHECK (balance >= 0),
  minimum bigint,
  fee_rate text NOT NULL,
  periods int[] NOT NULL,
  PRIMARY KEY (bucket, card_hash)
);
CREATE INDEX transfer_account ON sandbox_issuer.transfer (account, business_date) WHERE side = 'credit' AND status = 'SUCCESS';
CREATE INDEX agreement_card ON sandbox_issuer.agreement (card_hash);
