"""Schema version 6: the log of changes is enough for an index outside of the archive.

It tells of articles that were forgotten (so it cannot refer to ``articles``) and of those to which
something happened that makes no revision; ``change_sessions`` tells whether it is still the log
that an index has read.
"""

from __future__ import annotations

NAME = "v6"

SQL = """
CREATE TABLE changes_v6 (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id INTEGER NOT NULL,
  at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
  kind TEXT NOT NULL CHECK (kind = 'new' OR kind = 'revision' OR kind = 'gone' OR kind = 'back' OR kind = 'touched' OR kind = 'forgotten'),
  revision INTEGER CHECK (revision >= 1),
  CHECK ((revision IS NULL) = (kind = 'forgotten'))
) STRICT;

INSERT INTO changes_v6 (seq, article_id, at, kind, revision)
SELECT seq, article_id, at, kind, revision FROM changes;

DELETE FROM sqlite_sequence WHERE name = 'changes_v6';

INSERT INTO sqlite_sequence (name, seq)
SELECT 'changes_v6', seq FROM sqlite_sequence WHERE name = 'changes';

DROP TABLE changes;

ALTER TABLE changes_v6 RENAME TO changes;

CREATE INDEX changes_at ON changes (at);

CREATE INDEX changes_article ON changes (article_id);

CREATE TABLE change_sessions (
  after_seq INTEGER NOT NULL PRIMARY KEY CHECK (after_seq >= 0),
  session TEXT NOT NULL CHECK (length(session) = 16)
) STRICT;
"""
