-- With its contents and keys: nothing can be recorded of a document without versions.
WITH bare AS (
    SELECT d.id FROM document d
    WHERE d.id = %(document_id)s AND d.erasure IS NULL AND NOT EXISTS (SELECT FROM version v WHERE v.document_id = d.id)
), facts AS (
    DELETE FROM fact_content c USING bare WHERE c.document_id = bare.id
), keys AS (
    DELETE FROM fact_key k USING bare WHERE k.source = bare.id
), passages AS (
    DELETE FROM passage_content c USING bare WHERE c.document_id = bare.id
)
DELETE FROM document d USING bare WHERE d.id = bare.id
