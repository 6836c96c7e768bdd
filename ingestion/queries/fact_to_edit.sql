-- A recorded fact with the statement that it rests on, to be edited by hand.
SELECT f.document_id, d.slug, d.kind, f.tenant, f.content, k.key, f.valid, upper_inf(f.recorded) AS held,
       c.subject, c.predicate, c.object_kind, c.object_value, c.object_text, c.own_valid,
       coalesce(c.corrects, c.id) AS stated, s.own_valid AS stated_own_valid
FROM fact f
JOIN document d ON d.id = f.document_id
JOIN fact_key k ON k.id = f.key_source
JOIN fact_content c ON c.id = f.content
JOIN fact_content s ON s.id = coalesce(c.corrects, c.id)
WHERE f.id = %(fact)s AND f.tenant = %(tenant)s
