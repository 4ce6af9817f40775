-- The archive, version 1. Names are a contract with researchers' SQL; docs/tables.md explains them.
-- Times are UTC, ISO 8601 ("2026-01-02T03:04:05Z"); dates of publication are local to the portal.

CREATE TABLE portals (
  name TEXT PRIMARY KEY,
  title TEXT NOT NULL DEFAULT '',
  home TEXT NOT NULL DEFAULT '',
  family TEXT,
  language TEXT,
  timezone TEXT NOT NULL,
  hosts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(hosts)),
  added TEXT NOT NULL
) STRICT;

CREATE TABLE sections (
  id INTEGER PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals(name),
  parent INTEGER REFERENCES sections(id),
  name TEXT NOT NULL CHECK (name <> ''),
  path TEXT NOT NULL CHECK (path <> ''),
  UNIQUE (portal, path)
) STRICT;

CREATE TABLE crawls (
  id INTEGER PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals(name),
  started TEXT NOT NULL,
  finished TEXT,
  outcome TEXT CHECK (outcome IN ('done', 'interrupted', 'failed', 'limited')),
  options TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(options)),
  counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts))
) STRICT;
CREATE INDEX crawls_by_portal ON crawls (portal, id);

CREATE TABLE fetches (
  id INTEGER PRIMARY KEY,
  crawl_id INTEGER REFERENCES crawls(id),
  portal TEXT NOT NULL REFERENCES portals(name),
  url TEXT NOT NULL,
  final_url TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  status INTEGER,
  error TEXT,
  etag TEXT,
  last_modified TEXT,
  content_type TEXT,
  payload_sha256 TEXT,
  size INTEGER NOT NULL DEFAULT 0,
  warc_file TEXT,
  warc_offset INTEGER,
  CHECK (status IS NOT NULL OR error IS NOT NULL)
) STRICT;
CREATE INDEX fetches_by_url ON fetches (url, id);
CREATE INDEX fetches_by_crawl ON fetches (crawl_id);

CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals(name),
  key TEXT NOT NULL CHECK (key <> ''),
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  lead TEXT,
  body TEXT NOT NULL,
  published TEXT,
  published_precision TEXT CHECK (published_precision IN ('day', 'minute', 'second')),
  updated TEXT,
  updated_precision TEXT CHECK (updated_precision IN ('day', 'minute', 'second')),
  section_id INTEGER REFERENCES sections(id),
  tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  language TEXT,
  word_count INTEGER NOT NULL CHECK (word_count >= 0),
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  gone TEXT,
  revision INTEGER NOT NULL DEFAULT 1 CHECK (revision >= 1),
  content_hash TEXT NOT NULL,
  provenance TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(provenance)),
  UNIQUE (portal, key),
  CHECK ((published IS NULL) = (published_precision IS NULL)),
  CHECK ((updated IS NULL) = (updated_precision IS NULL))
) STRICT;
CREATE INDEX articles_by_published ON articles (published);
CREATE INDEX articles_by_section ON articles (section_id);

CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  name_folded TEXT NOT NULL
) STRICT;
CREATE INDEX people_by_folded ON people (name_folded);

CREATE TABLE article_people (
  article_id INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  person_id INTEGER NOT NULL REFERENCES people(id),
  role TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('author', 'photographer', 'source', 'organisation')),
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_people_by_person ON article_people (person_id);

CREATE TABLE revisions (
  article_id INTEGER NOT NULL REFERENCES articles(id),
  number INTEGER NOT NULL CHECK (number >= 1),
  seen_at TEXT NOT NULL,
  fetch_id INTEGER REFERENCES fetches(id),
  reason TEXT NOT NULL CHECK (reason IN ('portal', 'extractor')),
  changed TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(changed)),
  content_hash TEXT NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  extractor TEXT NOT NULL,
  PRIMARY KEY (article_id, number)
) STRICT;

CREATE TABLE images (
  article_id INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  caption TEXT,
  credit TEXT,
  alt TEXT,
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachments (
  article_id INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  title TEXT,
  media_type TEXT,
  text TEXT,
  not_extracted TEXT,
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE document_mentions (
  article_id INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  number TEXT NOT NULL,
  kind TEXT,
  issued TEXT,
  text TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_mentions_by_number ON document_mentions (number);

CREATE TABLE links (
  portal TEXT NOT NULL REFERENCES portals(name),
  url TEXT NOT NULL,
  key TEXT NOT NULL,
  first_seen TEXT NOT NULL,
  PRIMARY KEY (portal, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_key ON links (portal, key);

CREATE TABLE frontier (
  id INTEGER PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals(name),
  url TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('article', 'listing', 'other')),
  key TEXT,
  state TEXT NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'done', 'failed', 'refused', 'closed')),
  reason TEXT,
  depth INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  title TEXT NOT NULL DEFAULT '',
  referrer TEXT,
  added TEXT NOT NULL,
  last_fetch_id INTEGER REFERENCES fetches(id),
  UNIQUE (portal, url)
) STRICT;
CREATE INDEX frontier_waiting ON frontier (portal, kind DESC, id) WHERE state = 'waiting';
CREATE INDEX frontier_by_state ON frontier (portal, state, reason);
CREATE UNIQUE INDEX frontier_one_address_per_article ON frontier (portal, key) WHERE key IS NOT NULL;

CREATE TABLE site_counters (
  portal TEXT NOT NULL REFERENCES portals(name),
  name TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (portal, name, seen_at)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE articles_fts USING fts5(
  title, lead, body, authors, roles, section,
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE fts_pending (
  article_id INTEGER PRIMARY KEY REFERENCES articles(id)
) STRICT;

CREATE VIEW articles_flat AS
SELECT
  a.id,
  a.portal,
  a.url,
  a.title,
  a.lead,
  a.body,
  a.published,
  a.published_precision,
  a.updated,
  s.name AS section,
  s.path AS section_path,
  (SELECT group_concat(name, '; ') FROM (
     SELECT p.name FROM article_people ap JOIN people p ON p.id = ap.person_id
     WHERE ap.article_id = a.id AND ap.kind = 'author' ORDER BY ap.position)) AS authors,
  (SELECT group_concat(role, '; ') FROM (
     SELECT coalesce(ap.role, '') AS role FROM article_people ap
     WHERE ap.article_id = a.id AND ap.kind = 'author'
       AND EXISTS (SELECT 1 FROM article_people o
                   WHERE o.article_id = a.id AND o.kind = 'author' AND o.role IS NOT NULL)
     ORDER BY ap.position)) AS author_roles,
  (SELECT group_concat(name, '; ') FROM (
     SELECT p.name FROM article_people ap JOIN people p ON p.id = ap.person_id
     WHERE ap.article_id = a.id AND ap.kind IN ('source', 'organisation')
     ORDER BY ap.position)) AS source,
  (SELECT group_concat(value, '; ') FROM (
     SELECT value FROM json_each(a.tags) ORDER BY key)) AS tags,
  a.language,
  a.word_count,
  a.first_seen,
  a.last_seen,
  a.gone,
  a.revision
FROM articles a LEFT JOIN sections s ON s.id = a.section_id;
