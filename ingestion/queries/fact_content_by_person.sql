INSERT INTO fact_content (id, tenant, document_id, key, cardinality, subject, predicate, object_kind, object_value, object_text, scope,
                          section, quote)
VALUES (%(id)s, %(tenant)s, %(document_id)s, %(key)s, %(cardinality)s, %(subject)s, %(predicate)s, %(object_kind)s, %(object_value)s,
        %(object_text)s, %(scope)s, '{}', %(quote)s)
ON CONFLICT (id) DO NOTHING
