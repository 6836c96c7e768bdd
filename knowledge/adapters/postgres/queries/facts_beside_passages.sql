-- Where a statement inside these passages says what does not hold yet or any more, or was edited by hand: the fact of its
-- key that holds, at its own place. Few documents have such keys, and only their passages are looked at.
SELECT p.id, f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(t.title, d.slug), t.number, c.section, t.page, c.quote, t.start, t."end", c.corrects IS NOT NULL
FROM (SELECT * FROM passage WHERE id = ANY(%(ids)s) OFFSET 0) p
CROSS JOIN LATERAL (
    SELECT document_id
    FROM passage_content pc
    WHERE id = p.content AND EXISTS (SELECT FROM fact_key WHERE source = pc.document_id AND apart)
    OFFSET 0
) pc
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
    SELECT s.fact, s.start, s.ordinal
    FROM fact_occurrence s
    WHERE s.version_id = v.id AND s.start >= o.start AND s.start < o."end" AND s."end" <= o."end"
    OFFSET 0
) s
CROSS JOIN LATERAL (
    SELECT a.key_source
    FROM fact a JOIN fact_key k ON k.id = a.key_source AND k.apart
    WHERE a.content = s.fact AND a.recorded @> %(known_at)s::timestamptz AND NOT a.valid @> %(as_of)s::timestamptz
    UNION
    SELECT a.key_source FROM fact_content b JOIN fact a ON a.content = b.id WHERE b.corrects = s.fact
) apart
CROSS JOIN LATERAL (
    SELECT id, content, key_source, valid, recorded
    FROM fact
    WHERE key_source = apart.key_source AND content <> s.fact
    OFFSET 0
) f
CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = f.content OFFSET 0) c
CROSS JOIN LATERAL (SELECT key FROM fact_key WHERE id = f.key_source OFFSET 0) k
CROSS JOIN LATERAL unbroken(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, %(known_at)s) u
CROSS JOIN LATERAL place_of_fact(coalesce(c.corrects, c.id), pc.document_id, %(as_of)s, %(known_at)s) t
WHERE p.tenant = %(tenant)s
  AND p.valid @> %(as_of)s::timestamptz AND p.recorded @> %(known_at)s::timestamptz
  AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
  AND (c.scope = '[]' OR %(scope)s::jsonb IS NULL OR scope_admits(c.scope, %(scope)s))
ORDER BY s.start, s.ordinal
