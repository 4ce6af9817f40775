"""Schema version 8: what a revision replaced stands in its own row; rejected variants of names.

To write the content of a superseded revision into its old row, somewhere in the file, cost several
pages for each edit: the row grows from a few bytes to some kB, and its neighbours have to move. Now
the next revision, whose row is added at the end, brings it along in ``previous``. What older
versions wrote stays where it is: the view ``revisions`` finds both.
"""

from __future__ import annotations

NAME = "v8"

SQL = """
ALTER TABLE article_revisions ADD COLUMN previous TEXT;

DROP VIEW revisions;

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
  coalesce(r.content, (
    SELECT n.previous FROM article_revisions AS n
    WHERE n.article_id = r.article_id AND n.number = r.number + 1
  ), (
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

CREATE TABLE people_rejections (
  person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  other_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
  why TEXT,
  PRIMARY KEY (person_id, other_id),
  CHECK (person_id < other_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX people_rejections_other ON people_rejections (other_id);
"""
