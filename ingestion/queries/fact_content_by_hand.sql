-- What a person says in the place of a statement: all of it as the statement has it, but value and window.
INSERT INTO fact_content (id, tenant, document_id, key, form, own_valid, corrects, cardinality, subject, predicate, object_kind,
                          object_value, object_text, scope, section, quote)
SELECT %(id)s, tenant, document_id, key, form, %(own_valid)s, id, cardinality, subject, predicate, %(object_kind)s, %(object_value)s,
       %(object_text)s, scope, section, quote
FROM fact_content
WHERE id = %(stated)s
ON CONFLICT (id) DO NOTHING
