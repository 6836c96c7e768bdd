INSERT INTO passage_content (id, tenant, document_id, title, section, text, embedded_text, embedding_hash)
SELECT r.id, %(tenant)s, %(document_id)s, r.title, r.section, r.text, r.embedded_text, sha256(convert_to(r.embedded_text, 'UTF8'))
FROM jsonb_to_recordset(%(rows)s) AS r (id uuid, title text, section text[], text text, embedded_text text)
ORDER BY r.id
ON CONFLICT (id) DO NOTHING
