INSERT INTO passage (id, tenant, document_id, content, ordinal, valid, recorded, cause)
SELECT %(id)s, p.tenant, p.document_id, c.id, c.ordinal, p.valid, p.recorded, p.cause
FROM passage p JOIN passage_content c ON c.id = %(new)s
WHERE p.id = %(old_row)s
