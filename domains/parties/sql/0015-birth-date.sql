-- The birth date stands in the ID number, which lies sealed: it is read there and kept nowhere else.
ALTER TABLE parties.customer DROP COLUMN birth_date;
