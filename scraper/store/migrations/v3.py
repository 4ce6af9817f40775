"""Schema version 3: sources and postbacks in the frontier, and when a known article is looked at again."""

from __future__ import annotations

NAME = "v3"

SQL = """
CREATE TABLE frontier_v3 (
  id INTEGER PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals (name),
  url TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('source', 'listing', 'article', 'other')),
  rank INTEGER NOT NULL
    GENERATED ALWAYS AS
    (CASE kind WHEN 'source' THEN 0 WHEN 'listing' THEN 1 WHEN 'article' THEN 2 ELSE 3 END) VIRTUAL,
  key TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed', 'refused', 'closed')),
  reason TEXT,
  depth INTEGER NOT NULL CHECK (depth >= 0),
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  title TEXT NOT NULL,
  referrer TEXT,
  form TEXT,
  added_at TEXT NOT NULL CHECK (added_at GLOB '????-??-??T??:??:??Z'),
  next_at TEXT NOT NULL CHECK (next_at GLOB '????-??-??T??:??:??Z'),
  last_fetch_id INTEGER REFERENCES fetches (id),
  UNIQUE (portal, url)
) STRICT;

INSERT INTO frontier_v3 (id, portal, url, kind, key, state, reason, depth, attempts, title, referrer,
  added_at, next_at, last_fetch_id)
SELECT id, portal, url, kind, key, state, reason, depth, attempts, title, referrer, added_at, next_at,
  last_fetch_id
FROM frontier;

DROP TABLE frontier;

ALTER TABLE frontier_v3 RENAME TO frontier;

CREATE INDEX frontier_next ON frontier (portal, state, rank, next_at);

CREATE INDEX frontier_key ON frontier (portal, key) WHERE key IS NOT NULL;

ALTER TABLE articles ADD COLUMN next_look TEXT CHECK (next_look GLOB '????-??-??T??:??:??Z');

CREATE INDEX articles_next_look ON articles (portal, next_look) WHERE next_look IS NOT NULL;
"""
