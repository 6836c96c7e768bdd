INSERT INTO fact_content (id, tenant, document_id, key, form, own_valid, cardinality, subject, predicate, object_kind,
                          object_value, object_text, scope, section, quote)
SELECT r.id, %(tenant)s, %(document_id)s, r.key, r.form, r.own_valid, r.cardinality, r.subject, r.predicate,
       r.object_kind, r.object_value, r.object_text, r.scope, r.section, r.quote
FROM jsonb_to_recordset(%(rows)s) AS r (id uuid, key uuid, form uuid, own_valid tstzrange, cardinality text, subject text,
                                        predicate text, object_kind text, object_value text, object_text text,
                                        scope jsonb, section text[], quote text)
ORDER BY r.id
ON CONFLICT (id) DO NOTHING
