-- A tenant of 200 documents with 5 versions each: 100 passages and 500 facts a version, a fifth of them reworded in
-- every next one. About 36,000 passages and 180,000 facts in all, 20,000 and 100,000 of them in force at a time.
INSERT INTO document (tenant, slug, actor) SELECT 'default', 'document-' || to_char(d, 'FM000'), 'local' FROM generate_series(1, 200) d;

INSERT INTO version (tenant, document_id, number, kind, title, effective_at, content_hash, actor, recorded_at, parsed_text)
SELECT 'default', d.id, n, 'version', initcap(d.slug), timestamptz '2020-01-01Z' + make_interval(years => n - 1), '', 'local',
       timestamptz '2025-01-01Z' + make_interval(days => n), repeat('text ', 10000)
FROM document d, generate_series(1, 5) n;

INSERT INTO entry (document_id, number, version_id, effective_at, recorded, cause)
SELECT document_id, number, id, effective_at, tstzrange(recorded_at, NULL), id FROM version;

-- What stands at place p of version n was worded in version w.
CREATE TEMP TABLE wording AS
SELECT v.id AS version_id, v.document_id, v.number AS n, p,
       coalesce((SELECT max(w) FROM generate_series(2, v.number) w WHERE p % 5 = w % 5), 1) AS w
FROM version v, generate_series(0, 99) p;

CREATE TEMP TABLE run AS
SELECT document_id, p, w, min(n) AS first, max(n) AS last FROM wording GROUP BY 1, 2, 3;

INSERT INTO passage_content (id, tenant, document_id, title, section, text, embedded_text, embedding_hash)
SELECT md5(format('p %s %s %s', document_id, p, w))::uuid, 'default', document_id, 'Title', ARRAY['Title', 'Section ' || p / 10],
       repeat(format('Passage %s worded %s. ', p, w), 40), '', '' FROM run;

INSERT INTO fact_content (id, tenant, document_id, key, subject, predicate, object_kind, object_value, object_text, scope, section, quote)
SELECT md5(format('f %s %s %s %s', document_id, p, w, f))::uuid, 'default', document_id, md5(format('%s %s %s', document_id, p, f))::uuid,
       'subject ' || (document_id * 100 + p) % 3000, (ARRAY['is due within', 'costs', 'applies to', 'is sent to'])[1 + f % 4],
       'text', w || ' days', w || ' days', CASE WHEN f = 4 THEN '[["region", "EU"]]' ELSE '[]' END::jsonb,
       ARRAY['Title', 'Section ' || p / 10],
       format('The %s %s is due within %s days of %s, unless agreed otherwise.',
              (ARRAY['refund', 'invoice', 'parcel', 'leave', 'contract', 'deposit', 'claim'])[1 + (p + f) % 7], md5(p::text || f), w, md5(f::text || p))
FROM run, generate_series(0, 4) f;

INSERT INTO passage_occurrence (version_id, start, "end", passage)
SELECT version_id, p * 1000, p * 1000 + 990, md5(format('p %s %s %s', document_id, p, w))::uuid FROM wording;

INSERT INTO fact_occurrence (version_id, start, ordinal, "end", fact)
SELECT version_id, p * 1000 + f * 190, 0, p * 1000 + f * 190 + 180, md5(format('f %s %s %s %s', document_id, p, w, f))::uuid
FROM wording, generate_series(0, 4) f;

INSERT INTO fact_key (tenant, key, source) SELECT DISTINCT 'default', key, document_id FROM fact_content;

-- Each wording was recorded open-ended, then retired and recorded with its end when the next one came.
CREATE TEMP TABLE recording AS
SELECT r.*, span.valid, span.recorded
FROM run r
CROSS JOIN LATERAL (
    SELECT tstzrange(timestamptz '2020-01-01Z' + make_interval(years => r.first - 1), NULL) AS valid,
           tstzrange(timestamptz '2025-01-01Z' + make_interval(days => r.first),
                     CASE WHEN r.last < 5 THEN timestamptz '2025-01-01Z' + make_interval(days => r.last + 1) END) AS recorded
    UNION ALL
    SELECT tstzrange(timestamptz '2020-01-01Z' + make_interval(years => r.first - 1),
                     timestamptz '2020-01-01Z' + make_interval(years => r.last)),
           tstzrange(timestamptz '2025-01-01Z' + make_interval(days => r.last + 1), NULL)
    WHERE r.last < 5
) span;

INSERT INTO passage (id, tenant, document_id, content, ordinal, valid, recorded, cause)
SELECT gen_random_uuid(), 'default', c.document_id, c.id, c.ordinal, r.valid, r.recorded, (SELECT min(id) FROM version)
FROM recording r JOIN passage_content c ON c.id = md5(format('p %s %s %s', r.document_id, p, w))::uuid;

INSERT INTO fact (id, tenant, document_id, content, key_source, valid, recorded, cause)
SELECT gen_random_uuid(), 'default', c.document_id, c.id, k.id, r.valid, r.recorded, (SELECT min(id) FROM version)
FROM recording r CROSS JOIN generate_series(0, 4) f
JOIN fact_content c ON c.id = md5(format('f %s %s %s %s', r.document_id, p, w, f))::uuid
JOIN fact_key k ON k.key = c.key AND k.source = c.document_id;

ANALYZE;
