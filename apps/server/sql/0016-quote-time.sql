-- When a quote was shown: the reading time of its cost table counts from here. Null for quotes from before it was kept.
ALTER TABLE server.quote ADD COLUMN quoted_at timestamptz;
