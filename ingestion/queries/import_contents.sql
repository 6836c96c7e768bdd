INSERT INTO fact_content (id, tenant, document_id, key, subject, predicate, object_kind, object_value, object_text,
                          scope, section, quote, cardinality)
SELECT content, %(tenant)s, %(document_id)s, key, subject, predicate, object_kind, object_value, object_text,
       scope::jsonb, '{}'::text[], concat_ws(' ', subject, predicate, object_text), 'many'
FROM import_said
WHERE is_new
ORDER BY content
