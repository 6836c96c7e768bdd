INSERT INTO fact_content (id, tenant, document_id, key, subject, predicate, object_kind, object_value, object_text,
                          scope, section, quote, cardinality)
SELECT DISTINCT ON (r.content)
       r.content, %(tenant)s, %(document_id)s, r.key, r.subject, r.predicate, r.object_kind, r.object_value,
       r.object_text, r.scope::jsonb, '{}'::text[], concat_ws(' ', r.subject, r.predicate, r.object_text),
       'many'
FROM import_row r
WHERE NOT EXISTS (SELECT FROM fact_content c WHERE c.id = r.content)
ORDER BY r.content
ON CONFLICT (id) DO NOTHING
