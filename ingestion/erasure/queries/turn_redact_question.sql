UPDATE turn
SET text = %(note)s, recent = jsonb_set(recent, '{question}', to_jsonb(%(note)s::text), false)
WHERE conversation = %(conversation)s AND number = %(number)s
