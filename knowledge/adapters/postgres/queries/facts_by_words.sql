-- Facts that hold and share words with `q`, best first. Terms are alternatives, unless one is excluded with a minus.
-- Ranked first: windows are looked at from the best fit on, until the page is full. OFFSET 0: see facts_in_passages.
WITH asked AS (
    SELECT CASE WHEN terms::text LIKE '%%!%%' THEN terms ELSE replace(terms::text, ' & ', ' | ')::tsquery END AS terms
    FROM websearch_to_tsquery('english', %(q)s) AS terms
)
SELECT f.id, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, nullif(c.scope, '[]'),
       lower(f.valid), upper(f.valid), lower(f.recorded), upper(f.recorded),
       d.slug, coalesce(s.title, d.slug), s.number, c.section, s.page, c.quote, s.start, s."end", r.unfit, r.id
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
          AND (c.scope = '[]' OR %(scope)s = '[]'::jsonb OR scope_admits(c.scope, %(scope)s))
        OFFSET 0
    ) ranked
    WHERE %(after_unfit)s::real IS NULL OR (ranked.unfit, ranked.id) > (%(after_unfit)s, %(after_content)s::uuid)
    ORDER BY ranked.unfit, ranked.id
) r
CROSS JOIN LATERAL (SELECT id, valid, recorded, cause FROM fact WHERE content = r.id OFFSET 0) f
CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = r.id OFFSET 0) c
CROSS JOIN LATERAL (SELECT id, slug, kind FROM document WHERE id = r.document_id OFFSET 0) d
CROSS JOIN LATERAL (
    SELECT v.title, v.number, o.page, o.start, o."end"
    FROM version_in_force(r.document_id, %(as_of)s, %(known_at)s) v
    CROSS JOIN LATERAL (
        SELECT page, start, "end" FROM fact_occurrence WHERE fact = r.id AND version_id = v.id OFFSET 0
    ) o
    WHERE d.kind = 'document'
    UNION ALL
    SELECT v.title, v.number, NULL, 0, 0
    FROM version v
    WHERE d.kind = 'import' AND v.id = f.cause
) s
WHERE f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
ORDER BY r.unfit, r.id
LIMIT %(limit)s
