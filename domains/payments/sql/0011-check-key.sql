-- The checker's key: the same check sent again meets the resolution that it decided, not one that was proposed since.
ALTER TABLE payments.break_resolution ADD COLUMN check_key text NOT NULL DEFAULT '';
