-- The entry that decides a date of effect: the last one accepted for it, unless it was refused or speaks no more. What is
-- published has its date from the sequence, what waits from the upload: two look-ups, however many versions there are.
SELECT i.id, i.version, i.workflow_id, i.status, i.repeat_key, v.effective_at, v.effective_source, v.id AS version_id
FROM (
    SELECT version_id
    FROM entry
    WHERE document_id = %(document_id)s AND effective_at = %(effective_at)s AND upper_inf(recorded)
    UNION ALL
    SELECT id
    FROM version
    WHERE document_id = %(document_id)s AND effective_at = %(effective_at)s AND recorded_at IS NULL
) e
JOIN version v ON v.id = e.version_id
JOIN ingestion i ON i.version_id = v.id AND i.status <> 'failed'
WHERE v.kind IN ('version', 'withdrawal')
ORDER BY v.number DESC
LIMIT 1
