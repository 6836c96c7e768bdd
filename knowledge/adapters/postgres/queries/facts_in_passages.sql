-- The facts that hold and whose statements stand inside these passages, in the version in force; those that hold in the
-- place of what a statement says are in facts_beside_passages.
-- OFFSET 0 keeps each step a look-up by key, and the windows a filter after it: a prepared plan guesses that next to no
-- row holds at an unknown instant, and would walk the windows' index instead, through everything that holds.
SELECT p.id, f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(v.title, d.slug), v.cited_as, c.section, s.page, c.quote, s.start, s."end", false
FROM (SELECT * FROM passage WHERE id = ANY(%(ids)s) OFFSET 0) p
CROSS JOIN LATERAL (SELECT document_id FROM passage_content WHERE id = p.content OFFSET 0) pc
CROSS JOIN LATERAL (SELECT slug FROM document WHERE id = pc.document_id OFFSET 0) d
CROSS JOIN LATERAL version_in_force(pc.document_id, %(as_of)s, %(known_at)s) v
CROSS JOIN LATERAL (
    SELECT w.start, w."end"
    FROM passage_occurrence w
    WHERE w.passage = p.content AND w.version_id = v.id
    ORDER BY w.start
    LIMIT 1
) o
CROSS JOIN LATERAL (
    SELECT s.fact, s.page, s.start, s."end", s.ordinal
    FROM fact_occurrence s
    WHERE s.version_id = v.id AND s.start >= o.start AND s.start < o."end" AND s."end" <= o."end"
    OFFSET 0
) s
CROSS JOIN LATERAL (SELECT id, key_source, valid, recorded FROM fact WHERE content = s.fact OFFSET 0) f
CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = s.fact OFFSET 0) c
CROSS JOIN LATERAL (SELECT key FROM fact_key WHERE id = f.key_source OFFSET 0) k
CROSS JOIN LATERAL unbroken(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, %(known_at)s) u
WHERE p.tenant = %(tenant)s
  AND p.valid @> %(as_of)s::timestamptz AND p.recorded @> %(known_at)s::timestamptz
  AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
  AND (c.scope = '[]' OR %(scope)s::jsonb IS NULL OR scope_admits(c.scope, %(scope)s))
ORDER BY s.start, s.ordinal
