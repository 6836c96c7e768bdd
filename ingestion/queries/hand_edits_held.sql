-- What persons made of some facts, the latest edit of each, with the own window of what is said instead.
SELECT DISTINCT ON (h.fact) h.fact, h.instead, c.own_valid
FROM hand_edit h
JOIN version v ON v.id = h.version_id
LEFT JOIN fact_content c ON c.id = h.instead
WHERE h.fact = ANY(%(facts)s) AND upper_inf(h.recorded) AND h.version_id IS DISTINCT FROM %(undone)s
ORDER BY h.fact, v.number DESC
