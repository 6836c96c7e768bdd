-- A redacted passage has an id of its own: the old one derives from the words.
INSERT INTO passage_content (id, tenant, document_id, title, section, text, embedded_text, embedding_hash)
SELECT %(new)s, tenant, document_id, %(title)s, %(section)s, %(text)s, %(embedded_text)s,
       sha256(convert_to(%(embedded_text)s, 'UTF8'))
FROM passage_content
WHERE id = %(old)s
ON CONFLICT (id) DO NOTHING
