-- Facts that hold and share words with `q`, best first. Terms are alternatives, unless one is excluded with a minus.
-- Ranked first: windows are looked at from the best fit on, until the page is full. OFFSET 0: see facts_in_passages.
WITH asked AS (
    SELECT CASE WHEN terms::text LIKE '%%!%%' THEN terms ELSE replace(terms::text, ' & ', ' | ')::tsquery END AS terms
    FROM websearch_to_tsquery('english', %(q)s) AS terms
)
SELECT f.id, k.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(u.valid), upper(u.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(s.title, d.slug), s.number, c.section, s.page, c.quote, s.start, s."end", c.corrects IS NOT NULL, r.unfit, r.id
FROM (
    SELECT ranked.id, ranked.document_id, ranked.unfit
    FROM (
        SELECT c.id, c.document_id, -ts_rank_cd(c.words, (SELECT terms FROM asked)) AS unfit
        FROM fact_content c
        WHERE c.tenant = %(tenant)s AND c.words @@ (SELECT terms FROM asked)
          AND (%(subject)s::text IS NULL OR lower(c.subject) = lower(%(subject)s))
          AND (%(predicate)s::text IS NULL OR lower(c.predicate) = lower(%(predicate)s))
          AND (%(document)s::text IS NULL OR c.document_id = (
              SELECT id FROM document WHERE tenant = %(tenant)s AND slug = %(document)s))
          AND (c.scope = '[]' OR %(scope)s::jsonb IS NULL OR scope_admits(c.scope, %(scope)s))
        OFFSET 0
    ) ranked
    WHERE %(after_unfit)s::real IS NULL OR (ranked.unfit, ranked.id) > (%(after_unfit)s, %(after_content)s::uuid)
    ORDER BY ranked.unfit, ranked.id
) r
CROSS JOIN LATERAL (SELECT id, key_source, valid, recorded, cause FROM fact WHERE content = r.id OFFSET 0) f
CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = r.id OFFSET 0) c
CROSS JOIN LATERAL (SELECT id, slug, kind FROM document WHERE id = r.document_id OFFSET 0) d
CROSS JOIN LATERAL (SELECT key FROM fact_key WHERE id = f.key_source OFFSET 0) k
CROSS JOIN LATERAL unbroken(f.key_source, c.object_kind, c.object_value, c.scope, f.valid, %(known_at)s) u
CROSS JOIN LATERAL (
    SELECT p.title, p.number, p.page, p.start, p."end"
    FROM place_of_fact(coalesce(c.corrects, c.id), d.id, %(as_of)s, %(known_at)s) p
    WHERE d.kind = 'document'
    UNION ALL
    SELECT v.title, v.number, NULL, 0, 0
    FROM version v
    WHERE d.kind <> 'document' AND v.id = f.cause
) s
WHERE f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
ORDER BY r.unfit, r.id
LIMIT %(limit)s
