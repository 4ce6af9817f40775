"""Schema version 1: the first archive. docs/tables.md explains every column.

Small columns stand before the long texts: SQLite then answers questions about dates and sections
without reading the pages that the texts overflow to.
"""

from __future__ import annotations

NAME = "v1"

SQL = """
CREATE TABLE portals (
  name TEXT NOT NULL PRIMARY KEY,
  title TEXT,
  home TEXT,
  family TEXT,
  language TEXT,
  timezone TEXT,
  hosts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(hosts)),
  added_at TEXT NOT NULL CHECK (added_at GLOB '????-??-??T??:??:??Z')
) STRICT;

CREATE TABLE sections (
  id INTEGER PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals (name),
  parent_id INTEGER REFERENCES sections (id),
  name TEXT NOT NULL,
  path TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX sections_place ON sections (portal, ifnull(parent_id, 0), name);

CREATE TABLE crawls (
  id INTEGER PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals (name),
  started TEXT NOT NULL CHECK (started GLOB '????-??-??T??:??:??Z'),
  finished TEXT CHECK (finished GLOB '????-??-??T??:??:??Z'),
  outcome TEXT CHECK (outcome IN ('done', 'interrupted', 'failed', 'limited')),
  counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts)),
  options TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(options)),
  CHECK ((finished IS NULL) = (outcome IS NULL))
) STRICT;

CREATE INDEX crawls_portal ON crawls (portal, id);

CREATE TABLE fetches (
  id INTEGER PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals (name),
  crawl_id INTEGER REFERENCES crawls (id),
  url TEXT NOT NULL,
  final_url TEXT NOT NULL,
  fetched_at TEXT NOT NULL CHECK (fetched_at GLOB '????-??-??T??:??:??Z'),
  status INTEGER,
  error TEXT,
  etag TEXT,
  last_modified TEXT,
  content_type TEXT,
  payload_sha256 TEXT CHECK (length(payload_sha256) = 64),
  size INTEGER NOT NULL CHECK (size >= 0),
  warc_file TEXT,
  warc_offset INTEGER CHECK (warc_offset >= 0),
  CHECK (status IS NOT NULL OR error IS NOT NULL),
  CHECK ((warc_file IS NULL) = (warc_offset IS NULL))
) STRICT;

CREATE INDEX fetches_url ON fetches (url, id);

CREATE INDEX fetches_crawl ON fetches (crawl_id);

CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals (name),
  key TEXT NOT NULL,
  url TEXT NOT NULL,
  published TEXT,
  published_precision TEXT CHECK (published_precision IN ('day', 'minute', 'second')),
  published_zone TEXT,
  updated TEXT,
  updated_precision TEXT CHECK (updated_precision IN ('day', 'minute', 'second')),
  updated_zone TEXT,
  section_id INTEGER REFERENCES sections (id),
  source TEXT,
  tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  language TEXT,
  word_count INTEGER NOT NULL CHECK (word_count >= 0),
  first_seen TEXT NOT NULL CHECK (first_seen GLOB '????-??-??T??:??:??Z'),
  last_seen TEXT NOT NULL CHECK (last_seen GLOB '????-??-??T??:??:??Z'),
  gone TEXT CHECK (gone GLOB '????-??-??T??:??:??Z'),
  absences INTEGER NOT NULL DEFAULT 0 CHECK (absences >= 0),
  revision INTEGER NOT NULL CHECK (revision >= 1),
  content_hash TEXT NOT NULL,
  title TEXT NOT NULL,
  provenance TEXT NOT NULL CHECK (json_valid(provenance)),
  lead TEXT,
  body TEXT NOT NULL,
  UNIQUE (key, portal),
  CHECK ((published IS NULL) = (published_precision IS NULL)),
  CHECK ((updated IS NULL) = (updated_precision IS NULL)),
  CHECK (first_seen <= last_seen)
) STRICT;

CREATE INDEX articles_published ON articles (published);

CREATE INDEX articles_portal ON articles (portal, published);

CREATE INDEX articles_section ON articles (section_id);

CREATE TABLE revisions (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  seen_at TEXT NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
  fetch_id INTEGER REFERENCES fetches (id),
  content_hash TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('portal', 'extractor')),
  changed TEXT NOT NULL CHECK (json_valid(changed)),
  profile_version TEXT,
  extractor_version TEXT NOT NULL,
  provenance TEXT NOT NULL CHECK (json_valid(provenance)),
  content TEXT NOT NULL,
  UNIQUE (article_id, number)
) STRICT;

CREATE INDEX revisions_fetch ON revisions (fetch_id);

CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  name_exact TEXT NOT NULL UNIQUE,
  name_folded TEXT NOT NULL
) STRICT;

CREATE INDEX people_folded ON people (name_folded);

CREATE TABLE article_people (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL CHECK (position >= 1),
  person_id INTEGER NOT NULL REFERENCES people (id),
  name TEXT NOT NULL,
  role TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('author', 'photographer', 'source', 'organisation')),
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX article_people_person ON article_people (person_id, article_id);

CREATE TABLE images (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL CHECK (position >= 1),
  url TEXT NOT NULL,
  caption TEXT,
  credit TEXT,
  alt TEXT,
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachments (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL CHECK (position >= 1),
  url TEXT NOT NULL,
  title TEXT,
  media_type TEXT,
  not_extracted TEXT,
  text TEXT,
  UNIQUE (article_id, url)
) STRICT;

CREATE TABLE document_mentions (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL CHECK (position >= 1),
  number TEXT NOT NULL,
  kind TEXT,
  date TEXT CHECK (date GLOB '????-??-??'),
  text TEXT NOT NULL,
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX document_mentions_number ON document_mentions (number);

CREATE TABLE links (
  url TEXT NOT NULL,
  portal TEXT NOT NULL REFERENCES portals (name),
  key TEXT NOT NULL,
  first_seen TEXT NOT NULL CHECK (first_seen GLOB '????-??-??T??:??:??Z'),
  PRIMARY KEY (url, portal)
) STRICT, WITHOUT ROWID;

CREATE INDEX links_key ON links (key);

CREATE TABLE frontier (
  id INTEGER PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals (name),
  url TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('article', 'listing', 'other')),
  rank INTEGER NOT NULL
    GENERATED ALWAYS AS (CASE kind WHEN 'listing' THEN 0 WHEN 'article' THEN 1 ELSE 2 END) VIRTUAL,
  key TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed', 'refused', 'closed')),
  reason TEXT,
  depth INTEGER NOT NULL CHECK (depth >= 0),
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  title TEXT NOT NULL,
  referrer TEXT,
  added_at TEXT NOT NULL CHECK (added_at GLOB '????-??-??T??:??:??Z'),
  next_at TEXT NOT NULL CHECK (next_at GLOB '????-??-??T??:??:??Z'),
  last_fetch_id INTEGER REFERENCES fetches (id),
  UNIQUE (portal, url)
) STRICT;

CREATE INDEX frontier_next ON frontier (portal, state, rank, next_at);

CREATE INDEX frontier_key ON frontier (portal, key) WHERE key IS NOT NULL;

CREATE TABLE site_counters (
  portal TEXT NOT NULL REFERENCES portals (name),
  name TEXT NOT NULL,
  seen_at TEXT NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:00Z'),
  value INTEGER NOT NULL,
  PRIMARY KEY (portal, name, seen_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id INTEGER NOT NULL REFERENCES articles (id),
  at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
  kind TEXT NOT NULL CHECK (kind IN ('new', 'revision', 'gone', 'back')),
  revision INTEGER NOT NULL CHECK (revision >= 1)
) STRICT;

CREATE TABLE index_state (
  name TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  version TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE articles_fts USING fts5 (
  title, lead, body, authors, roles, section, source, tags,
  tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
);

CREATE VIEW articles_flat AS
SELECT
  a.id AS id,
  a.portal AS portal,
  a.url AS url,
  a.title AS title,
  a.lead AS lead,
  a.body AS body,
  a.published AS published,
  a.published_precision AS published_precision,
  a.updated AS updated,
  s.name AS section,
  s.path AS section_path,
  (SELECT group_concat(p.name, '; ') FROM article_people AS p
    WHERE p.article_id = a.id AND p.kind = 'author') AS authors,
  (SELECT CASE WHEN count(p.role) > 0 THEN group_concat(ifnull(p.role, ''), '; ') END
    FROM article_people AS p
    WHERE p.article_id = a.id AND p.kind = 'author') AS author_roles,
  a.source AS source,
  CASE WHEN a.tags <> '[]'
    THEN (SELECT group_concat(t.value, '; ') FROM json_each(a.tags) AS t) END AS tags,
  a.language AS language,
  a.word_count AS word_count,
  a.first_seen AS first_seen,
  a.last_seen AS last_seen,
  a.gone AS gone,
  a.revision AS revision
FROM articles AS a
LEFT JOIN sections AS s ON s.id = a.section_id;
"""
