-- A jsonb is spelled in one way: the text finds the name at any depth.
DELETE FROM idempotent_reply
WHERE tenant = %(tenant)s AND body IS NOT NULL AND strpos(body::text, '"document": "' || %(document)s || '"') > 0
