UPDATE answer SET record = jsonb_set(record, '{question}', to_jsonb(%(note)s::text)) WHERE id = %(id)s
