-- Facts that hold and share words with `q`, best first. Terms are alternatives, unless one is excluded with a minus.
-- OFFSET 0: see facts_in_passages.
WITH asked AS (
    SELECT CASE WHEN terms::text LIKE '%%!%%' THEN terms ELSE replace(terms::text, ' & ', ' | ')::tsquery END AS terms
    FROM websearch_to_tsquery('english', %(q)s) AS terms
),
found AS MATERIALIZED (
    SELECT c.id AS content, c.document_id, f.id AS fact, f.valid, f.recorded,
           ts_rank_cd(c.words, (SELECT terms FROM asked)) AS score
    FROM (
        SELECT c.id, c.document_id, c.words
        FROM fact_content c
        WHERE c.tenant = %(tenant)s AND c.words @@ (SELECT terms FROM asked)
          AND (%(subject)s::text IS NULL OR lower(c.subject) = lower(%(subject)s))
          AND (%(predicate)s::text IS NULL OR lower(c.predicate) = lower(%(predicate)s))
          AND (%(document)s::text IS NULL OR c.document_id = (
              SELECT id FROM document WHERE tenant = %(tenant)s AND slug = %(document)s))
          AND (c.scope = '[]' OR %(scope)s = '[]'::jsonb OR scope_admits(c.scope, %(scope)s))
        OFFSET 0
    ) c
    CROSS JOIN LATERAL (SELECT id, valid, recorded FROM fact WHERE content = c.id OFFSET 0) f
    WHERE f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
),
page AS MATERIALIZED (
    SELECT *
    FROM found
    WHERE %(after_score)s::real IS NULL OR (-score, content) > (-%(after_score)s::real, %(after_content)s::uuid)
    ORDER BY -score, content
    LIMIT %(limit)s
)
SELECT p.fact, c.key, c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, c.scope,
       lower(p.valid), upper(p.valid), lower(p.recorded), upper(p.recorded),
       d.slug, coalesce(v.title, d.slug), v.number, c.section, s.page, c.quote, s.start, s."end", p.score, p.content
FROM page p
CROSS JOIN LATERAL (SELECT * FROM fact_content WHERE id = p.content OFFSET 0) c
CROSS JOIN LATERAL (SELECT id, slug FROM document WHERE id = p.document_id OFFSET 0) d
CROSS JOIN LATERAL version_in_force(d.id, %(as_of)s, %(known_at)s) v
CROSS JOIN LATERAL (
    SELECT s.page, s.start, s."end"
    FROM fact_occurrence s
    WHERE s.fact = p.content AND s.version_id = v.id
    OFFSET 0
) s
ORDER BY -p.score, p.content
