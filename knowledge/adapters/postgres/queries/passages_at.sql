-- Passages by id, where they hold, with their place in the version in force. OFFSET 0: see facts_in_passages.
SELECT p.id, c.text, c.section, lower(p.valid), upper(p.valid), lower(p.recorded), upper(p.recorded),
       d.slug, coalesce(v.title, d.slug), v.cited_as, o.page, o.start, o."end", c.statements
FROM (SELECT * FROM passage WHERE id = ANY(%(ids)s) OFFSET 0) p
CROSS JOIN LATERAL (SELECT document_id, text, section, statements FROM passage_content WHERE id = p.content OFFSET 0) c
CROSS JOIN LATERAL (SELECT slug FROM document WHERE id = c.document_id OFFSET 0) d
CROSS JOIN LATERAL version_in_force(c.document_id, %(as_of)s, %(known_at)s) v
CROSS JOIN LATERAL (
    SELECT s.page, s.start, s."end"
    FROM passage_occurrence s
    WHERE s.passage = p.content AND s.version_id = v.id
    ORDER BY s.start
    LIMIT 1
) o
WHERE p.tenant = %(tenant)s
  AND p.valid @> %(as_of)s::timestamptz AND p.recorded @> %(known_at)s::timestamptz
