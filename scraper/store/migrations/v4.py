"""Schema version 4: what was forgotten for a legal duty, and the order of changes by their time."""

from __future__ import annotations

NAME = "v4"

SQL = """
CREATE TABLE tombstones (
  id INTEGER PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals (name),
  key_sha256 TEXT NOT NULL CHECK (length(key_sha256) = 64),
  article_id INTEGER UNIQUE,
  reason TEXT NOT NULL,
  forgotten_at TEXT NOT NULL CHECK (forgotten_at GLOB '????-??-??T??:??:??Z'),
  finished_at TEXT CHECK (finished_at GLOB '????-??-??T??:??:??Z'),
  UNIQUE (key_sha256, portal)
) STRICT;

CREATE TABLE tombstone_addresses (
  url_sha256 TEXT NOT NULL CHECK (length(url_sha256) = 64),
  tombstone_id INTEGER NOT NULL REFERENCES tombstones (id),
  PRIMARY KEY (url_sha256, tombstone_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tombstone_files (
  warc_file TEXT NOT NULL PRIMARY KEY,
  tombstone_id INTEGER NOT NULL REFERENCES tombstones (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX changes_at ON changes (at);

CREATE INDEX changes_article ON changes (article_id);
"""
