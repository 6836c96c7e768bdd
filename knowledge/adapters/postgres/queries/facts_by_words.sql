-- Facts that hold and share words with `q`, best first. Terms are alternatives, unless one is excluded with a minus.
WITH asked AS (
    SELECT CASE WHEN terms::text LIKE '%%!%%' THEN terms ELSE replace(terms::text, ' & ', ' | ')::tsquery END AS terms
    FROM websearch_to_tsquery('english', %(q)s) AS terms
),
found AS MATERIALIZED (
    SELECT c.id AS content, c.document_id, f.id AS fact, f.valid, f.recorded,
           ts_rank_cd(c.words, (SELECT terms FROM asked)) AS score
    FROM fact_content c
    JOIN fact f ON f.content = c.id
    WHERE c.tenant = %(tenant)s AND c.words @@ (SELECT terms FROM asked)
      AND f.valid @> %(as_of)s::timestamptz AND f.recorded @> %(known_at)s::timestamptz
      AND (%(subject)s::text IS NULL OR lower(c.subject) = lower(%(subject)s))
      AND (%(predicate)s::text IS NULL OR lower(c.predicate) = lower(%(predicate)s))
      AND (%(document)s::text IS NULL OR c.document_id = (
          SELECT id FROM document WHERE tenant = %(tenant)s AND slug = %(document)s))
      AND (c.scope = '[]' OR scope_admits(c.scope, %(scope)s))
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
JOIN fact_content c ON c.id = p.content
JOIN document d ON d.id = p.document_id
CROSS JOIN LATERAL version_in_force(d.id, %(as_of)s, %(known_at)s) v
JOIN fact_occurrence s ON s.fact = p.content AND s.version_id = v.id
ORDER BY -p.score, p.content
