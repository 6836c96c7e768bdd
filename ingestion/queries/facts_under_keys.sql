-- Which entries that take effect in a window state these keys, and by which facts, in reading order.
SELECT e.number, f.fact, f.key
FROM entry e
JOIN keying k ON k.version_id = e.version_id
CROSS JOIN LATERAL unnest(k.facts, k.keys) WITH ORDINALITY AS f (fact, key, place)
WHERE e.document_id = %(document_id)s AND upper_inf(e.recorded) AND f.key = ANY(%(keys)s)
  AND e.effective_at >= coalesce(%(starts)s, '-infinity'::timestamptz)
  AND e.effective_at < coalesce(%(following)s, 'infinity'::timestamptz)
ORDER BY e.number, f.place
