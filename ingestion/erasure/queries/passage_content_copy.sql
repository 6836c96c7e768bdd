-- A redacted passage has an id of its own: the old one derives from the words. Its statements stand where they stood.
INSERT INTO passage_content (id, tenant, document_id, title, section, text, embedded_text, statements, embedding_hash)
SELECT %(new)s, tenant, document_id, %(title)s, %(section)s, %(text)s, %(embedded_text)s, statements,
       embedding_key(%(embedded_text)s, statements)
FROM passage_content
WHERE id = %(old)s
ON CONFLICT (id) DO NOTHING
