-- Of a version also the readings of its text that were made again.
SELECT id, number, kind, encode(content_hash, 'hex') AS digest, recorded_at IS NOT NULL AS published
FROM version
WHERE document_id = %(document_id)s AND (%(version)s::integer IS NULL OR cited_as = %(version)s)
ORDER BY number
