-- Passages by id, where they hold, with their place in the version in force. OFFSET 0: see facts_in_passages.
WITH found AS MATERIALIZED (
    SELECT p.id, p.content, p.valid, p.recorded, c.document_id, c.text, c.section, c.statements
    FROM (SELECT * FROM passage WHERE id = ANY(%(ids)s) OFFSET 0) p
    CROSS JOIN LATERAL (SELECT * FROM passage_content WHERE id = p.content OFFSET 0) c
    WHERE p.tenant = %(tenant)s
      AND p.valid @> %(as_of)s::timestamptz AND p.recorded @> %(known_at)s::timestamptz
), in_force AS MATERIALIZED (
    SELECT n.document_id, d.slug, v.id, coalesce(v.title, d.slug) AS title, v.cited_as
    FROM (SELECT DISTINCT document_id FROM found) n
    CROSS JOIN LATERAL (SELECT slug FROM document WHERE id = n.document_id OFFSET 0) d
    CROSS JOIN LATERAL version_in_force(n.document_id, %(as_of)s, %(known_at)s) v
)
SELECT p.id, p.text, p.section, lower(p.valid), upper(p.valid), lower(p.recorded), upper(p.recorded),
       v.slug, v.title, v.cited_as, o.page, o.start, o."end", p.statements
FROM found p
JOIN in_force v USING (document_id)
CROSS JOIN LATERAL (
    SELECT s.page, s.start, s."end"
    FROM passage_occurrence s
    WHERE s.passage = p.content AND s.version_id = v.id
    ORDER BY s.start
    LIMIT 1
) o
