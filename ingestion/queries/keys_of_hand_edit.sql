-- Every key that the statement that an edit is about, or what persons said in its place, has ever held.
SELECT DISTINCT k.key
FROM hand_edit h
CROSS JOIN LATERAL (SELECT h.fact AS id UNION SELECT id FROM fact_content WHERE corrects = h.fact) c
JOIN fact f ON f.content = c.id
JOIN fact_key k ON k.id = f.key_source
WHERE h.version_id = %(undone)s
