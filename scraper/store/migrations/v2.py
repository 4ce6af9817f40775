"""Schema version 2: what each crawl saw of the portal's design, so that a change is noticed."""

from __future__ import annotations

NAME = "v2"

SQL = """
ALTER TABLE crawls ADD COLUMN family TEXT;

ALTER TABLE crawls ADD COLUMN symptoms TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(symptoms));

CREATE TABLE crawl_coverage (
  crawl_id INTEGER NOT NULL REFERENCES crawls (id),
  field TEXT NOT NULL,
  articles INTEGER NOT NULL CHECK (articles >= 0),
  filled INTEGER NOT NULL CHECK (filled BETWEEN 0 AND articles),
  by_rules INTEGER NOT NULL CHECK (by_rules BETWEEN 0 AND filled),
  PRIMARY KEY (crawl_id, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_listings (
  crawl_id INTEGER NOT NULL REFERENCES crawls (id),
  url TEXT NOT NULL,
  articles INTEGER NOT NULL CHECK (articles >= 0),
  PRIMARY KEY (crawl_id, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE crawl_unknown_addresses (
  crawl_id INTEGER NOT NULL REFERENCES crawls (id),
  form TEXT NOT NULL,
  addresses INTEGER NOT NULL CHECK (addresses >= 1),
  example TEXT NOT NULL,
  PRIMARY KEY (crawl_id, form)
) STRICT, WITHOUT ROWID;
"""
