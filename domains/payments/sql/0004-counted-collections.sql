-- Whether a collection counts towards the caps of its mandate: from when it is sent until it has failed.
ALTER TABLE payments.collection ADD COLUMN counted boolean NOT NULL DEFAULT false;
