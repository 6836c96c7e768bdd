-- How many facts of a document hold at an instant, as it is held now. The document as a range of one, as the index has it.
SELECT count(*) AS keys
FROM fact
WHERE int8range(document_id, document_id, '[]') = int8range(%(document_id)s, %(document_id)s, '[]')
  AND upper_inf(recorded) AND valid @> %(at)s::timestamptz
