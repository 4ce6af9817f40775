"""Schema version 7: the text of an article is stored once.

Until it is superseded, what a revision says stands in the article's own row and in the tables that
belong to it; ``article_revisions`` then keeps only ``rest``, what no other table has. The view
``revisions`` gives every revision whole, under the name and with the columns that the table had.

A revision's content is dropped only where the view gives it back to the letter; where it does not
(a file that is named twice, a damaged row), it stays as it was.

Tables that get a row or more for each article are made anew with checks that cost less: for a list of
three or more values in ``IN`` SQLite builds a table at each row, and JSON that only Loa writes is
checked by ``loa doctor``.
"""

from __future__ import annotations

NAME = "v7"

_COLUMNS = (
    "id, portal, key, url, published, published_precision, published_zone, updated, "
    "updated_precision, updated_zone, section_id, source, tags, language, word_count, first_seen, "
    "last_seen, gone, absences, next_look, revision, content_hash, title, provenance, lead, body"
)

SQL = f"""
CREATE TABLE articles_v7 (
  id INTEGER PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals (name),
  key TEXT NOT NULL,
  url TEXT NOT NULL,
  published TEXT,
  published_precision TEXT CHECK (published_precision = 'day' OR published_precision = 'minute' OR published_precision = 'second'),
  published_zone TEXT,
  updated TEXT,
  updated_precision TEXT CHECK (updated_precision = 'day' OR updated_precision = 'minute' OR updated_precision = 'second'),
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
  next_look TEXT CHECK (next_look GLOB '????-??-??T??:??:??Z'),
  revision INTEGER NOT NULL CHECK (revision >= 1),
  content_hash TEXT NOT NULL,
  title TEXT NOT NULL,
  provenance TEXT NOT NULL,
  lead TEXT,
  body TEXT NOT NULL,
  UNIQUE (key, portal),
  CHECK ((published IS NULL) = (published_precision IS NULL)),
  CHECK ((updated IS NULL) = (updated_precision IS NULL)),
  CHECK (first_seen <= last_seen)
) STRICT;

INSERT INTO articles_v7 ({_COLUMNS}) SELECT {_COLUMNS} FROM articles ORDER BY id;

DROP TABLE articles;

ALTER TABLE articles_v7 RENAME TO articles;

CREATE INDEX articles_published ON articles (published);

CREATE INDEX articles_portal ON articles (portal, published);

CREATE INDEX articles_section ON articles (section_id);

CREATE INDEX articles_next_look ON articles (portal, next_look) WHERE next_look IS NOT NULL;

ALTER TABLE revisions RENAME TO revisions_v6;

CREATE TABLE article_revisions (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  seen_at TEXT NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
  fetch_id INTEGER REFERENCES fetches (id),
  content_hash TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('portal', 'extractor')),
  changed TEXT NOT NULL,
  profile_version TEXT,
  extractor_version TEXT NOT NULL,
  provenance TEXT NOT NULL,
  rest TEXT CHECK (rest IS NULL OR json_valid(rest)),
  content TEXT,
  UNIQUE (article_id, number),
  CHECK ((rest IS NULL) <> (content IS NULL))
) STRICT;

INSERT INTO article_revisions (id, article_id, number, seen_at, fetch_id, content_hash, reason,
  changed, profile_version, extractor_version, provenance, rest, content)
SELECT r.id, r.article_id, r.number, r.seen_at, r.fetch_id, r.content_hash, r.reason,
  iif(json_valid(r.changed), json(r.changed), r.changed), r.profile_version, r.extractor_version,
  iif(json_valid(r.provenance), json(r.provenance), r.provenance),
  CASE WHEN r.number = a.revision AND json_valid(r.content)
    THEN json_object('url', json_extract(r.content, '$.url'),
      'related', json_extract(r.content, '$.related')) END,
  CASE WHEN r.number = a.revision AND json_valid(r.content) THEN NULL ELSE r.content END
FROM revisions_v6 AS r LEFT JOIN articles AS a ON a.id = r.article_id
ORDER BY r.id;

CREATE VIEW revisions AS
SELECT
  r.id AS id,
  r.article_id AS article_id,
  r.number AS number,
  r.seen_at AS seen_at,
  r.fetch_id AS fetch_id,
  r.content_hash AS content_hash,
  r.reason AS reason,
  r.changed AS changed,
  r.profile_version AS profile_version,
  r.extractor_version AS extractor_version,
  r.provenance AS provenance,
  ifnull(r.content, (
    SELECT json_object(
      'url', json_extract(r.rest, '$.url'),
      'title', a.title,
      'lead', a.lead,
      'body', a.body,
      'published', json(CASE WHEN a.published IS NULL THEN 'null' ELSE json_object(
        'value', a.published, 'precision', a.published_precision, 'zone', a.published_zone) END),
      'updated', json(CASE WHEN a.updated IS NULL THEN 'null' ELSE json_object(
        'value', a.updated, 'precision', a.updated_precision, 'zone', a.updated_zone) END),
      'section', json((
        WITH RECURSIVE up (name, parent_id, height) AS (
          SELECT s.name, s.parent_id, 0 FROM sections AS s WHERE s.id = a.section_id
          UNION ALL
          SELECT s.name, s.parent_id, up.height + 1 FROM up JOIN sections AS s ON s.id = up.parent_id
          WHERE up.height < 100)
        SELECT json_group_array(name) FROM (SELECT name FROM up ORDER BY height DESC))),
      'bylines', json((
        SELECT json_group_array(json_object('name', name, 'role', role, 'kind', kind)) FROM
          (SELECT * FROM article_people AS p WHERE p.article_id = a.id ORDER BY p.position))),
      'tags', json(a.tags),
      'language', a.language,
      'images', json((
        SELECT json_group_array(
          json_object('url', url, 'caption', caption, 'credit', credit, 'alt', alt)) FROM
          (SELECT * FROM images AS i WHERE i.article_id = a.id ORDER BY i.position))),
      'attachments', json((
        SELECT json_group_array(json_object('url', url, 'title', title, 'media_type', media_type))
        FROM (SELECT * FROM attachments AS f WHERE f.article_id = a.id ORDER BY f.position))),
      'related', json_extract(r.rest, '$.related'),
      'documents', json((
        SELECT json_group_array(
          json_object('number', number, 'kind', kind, 'date', date, 'text', text)) FROM
          (SELECT * FROM document_mentions AS d WHERE d.article_id = a.id ORDER BY d.position)))
    ) FROM articles AS a WHERE a.id = r.article_id
  )) AS content
FROM article_revisions AS r;

UPDATE article_revisions SET content = old.content, rest = NULL
FROM revisions_v6 AS old JOIN revisions AS now ON now.id = old.id
WHERE article_revisions.id = old.id AND article_revisions.content IS NULL
  AND now.content IS NOT CASE WHEN json_valid(old.content) THEN json(old.content) END;

DROP TABLE revisions_v6;

CREATE INDEX article_revisions_fetch ON article_revisions (fetch_id) WHERE fetch_id IS NOT NULL;

CREATE TABLE article_people_v7 (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL CHECK (position >= 1),
  person_id INTEGER NOT NULL REFERENCES people (id),
  name TEXT NOT NULL,
  role TEXT,
  kind TEXT NOT NULL CHECK (kind = 'author' OR kind = 'photographer' OR kind = 'source' OR kind = 'organisation'),
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

INSERT INTO article_people_v7 (article_id, position, person_id, name, role, kind)
SELECT article_id, position, person_id, name, role, kind FROM article_people;

DROP TABLE article_people;

ALTER TABLE article_people_v7 RENAME TO article_people;

CREATE INDEX article_people_person ON article_people (person_id, article_id);
"""  # noqa: S608 - columns of ours
