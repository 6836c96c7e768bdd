DELETE FROM fact_key k
WHERE k.id = ANY(%(keys)s)
  AND NOT EXISTS (SELECT FROM fact_content c WHERE c.document_id = k.source AND c.key = k.key)
  AND NOT EXISTS (SELECT FROM fact f
                  WHERE int8range(f.key_source, f.key_source, '[]') = int8range(k.id, k.id, '[]'))
