-- The version of a document that speaks at an instant, with its text; a withdrawal has none.
SELECT v.cited_as, v.kind, coalesce(v.title, d.slug), v.parsed_text
FROM document d
LEFT JOIN LATERAL version_in_force(d.id, %(as_of)s, %(known_at)s) v ON true
WHERE d.tenant = %(tenant)s AND d.slug = %(document)s
