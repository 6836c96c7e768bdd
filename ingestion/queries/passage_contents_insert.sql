INSERT INTO passage_content (id, tenant, document_id, title, section, text, embedded_text, statements, embedding_hash)
SELECT r.id, %(tenant)s, %(document_id)s, r.title, r.section, r.text, r.embedded_text, r.statements,
       embedding_key(r.embedded_text, r.statements)
FROM jsonb_to_recordset(%(rows)s)
     AS r (id uuid, title text, section text[], text text, embedded_text text, statements integer[])
ORDER BY r.id
ON CONFLICT (id) DO NOTHING
