-- Birth dates lie sealed. Whom screening knew is forgotten here and entered anew, sealed, by the next start.
DELETE FROM compliance.screening_subject;
ALTER TABLE compliance.screening_subject DROP COLUMN birth_date;
ALTER TABLE compliance.screening_subject ADD COLUMN birth_sealed text;
