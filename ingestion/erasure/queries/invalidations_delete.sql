-- With what people decided about them.
DELETE FROM invalidation
WHERE document_id = %(document_id)s AND (%(version)s::integer IS NULL OR version = %(version)s)
