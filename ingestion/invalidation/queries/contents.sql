SELECT id, subject, predicate, object_kind, object_value, object_text, scope, section, quote
FROM fact_content
WHERE id = ANY(%(ids)s)
