SELECT k.id
FROM fact_key k
WHERE k.source = %(document_id)s AND k.key IN (SELECT key FROM fact_content WHERE id = ANY(%(facts)s))
