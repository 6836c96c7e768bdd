INSERT INTO edit (cause, key_source, kind)
SELECT %(cause)s, k.id, r.kind
FROM unnest(%(keys)s::uuid[], %(kinds)s::text[]) AS r (key, kind)
JOIN fact_key k ON k.key = r.key AND k.source = %(document_id)s
