UPDATE answer a
SET record = (SELECT coalesce(jsonb_object_agg(p.key, p.value), '{}') FROM jsonb_each(a.record) p WHERE p.key = ANY(%(kept)s))
             || %(said)s
FROM turn t
WHERE t.conversation = %(conversation)s AND a.id = t.answer;
