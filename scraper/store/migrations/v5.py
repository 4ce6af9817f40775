"""Schema version 5: which names were decided to be one person or office."""

from __future__ import annotations

NAME = "v5"

SQL = """
CREATE TABLE people_merges (
  person_id INTEGER NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
  into_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
  why TEXT,
  CHECK (person_id <> into_id)
) STRICT;

CREATE INDEX people_merges_into ON people_merges (into_id);

CREATE VIEW people_joined AS
WITH RECURSIVE joined (person_id, into_id) AS (
  SELECT id, id FROM people WHERE id NOT IN (SELECT person_id FROM people_merges)
  UNION
  SELECT m.person_id, j.into_id FROM people_merges AS m JOIN joined AS j ON m.into_id = j.person_id
)
SELECT person_id, into_id FROM joined;
"""
