-- A document's passages with some words, whenever they hold, as known at an instant. OFFSET 0: few contents have the words,
-- and each has few rows.
SELECT p.id
FROM (
    SELECT c.id
    FROM document d
    JOIN passage_content c ON c.document_id = d.id
    WHERE d.tenant = %(tenant)s AND d.slug = %(document)s AND strpos(c.text, %(words)s) > 0
    OFFSET 0
) c
JOIN passage p ON p.content = c.id
WHERE p.recorded @> %(known_at)s::timestamptz
