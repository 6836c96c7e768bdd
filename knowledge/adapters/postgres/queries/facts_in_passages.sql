-- The facts that hold and whose statements stand inside these passages, in the version in force.
SELECT p.id, f.id, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, c.scope,
       lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(v.title, d.slug), v.number, c.section, s.page, c.quote, s.start, s."end"
FROM passage p
JOIN passage_content pc ON pc.id = p.content
JOIN document d ON d.id = pc.document_id
CROSS JOIN LATERAL version_in_force(pc.document_id, %(as_of)s, %(known_at)s) v
CROSS JOIN LATERAL (
    SELECT w.start, w."end"
    FROM passage_occurrence w
    WHERE w.passage = p.content AND w.version_id = v.id
    ORDER BY w.start
    LIMIT 1
) o
JOIN fact_occurrence s ON s.version_id = v.id AND s.start >= o.start AND s.start < o."end" AND s."end" <= o."end"
JOIN fact f ON f.content = s.fact
JOIN fact_content c ON c.id = s.fact
WHERE p.id = ANY(%(ids)s) AND p.tenant = %(tenant)s
  AND p.valid @> %(as_of)s::timestamptz AND p.recorded @> %(known_at)s::timestamptz
  AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
  AND (c.scope = '[]' OR scope_admits(c.scope, %(scope)s))
ORDER BY s.start, s.ordinal
