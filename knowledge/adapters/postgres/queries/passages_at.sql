-- Passages by id, where they hold, with their place in the version in force.
SELECT p.id, c.text, c.section, lower(p.valid), upper(p.valid), lower(p.recorded), upper(p.recorded),
       d.slug, coalesce(v.title, d.slug), v.number, o.page, o.start, o."end"
FROM passage p
JOIN passage_content c ON c.id = p.content
JOIN document d ON d.id = c.document_id
CROSS JOIN LATERAL version_in_force(c.document_id, %(as_of)s, %(known_at)s) v
CROSS JOIN LATERAL (
    SELECT s.page, s.start, s."end"
    FROM passage_occurrence s
    WHERE s.passage = p.content AND s.version_id = v.id
    ORDER BY s.start
    LIMIT 1
) o
WHERE p.id = ANY(%(ids)s) AND p.tenant = %(tenant)s
  AND p.valid @> %(as_of)s::timestamptz AND p.recorded @> %(known_at)s::timestamptz
