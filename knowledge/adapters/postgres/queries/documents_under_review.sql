-- Documents of which a change waited for a person, as known at an instant. What was applied at once never waited.
SELECT DISTINCT document
FROM invalidation
WHERE tenant = %(tenant)s AND decided_at IS DISTINCT FROM opened_at
  AND opened_at <= %(known_at)s AND (decided_at IS NULL OR decided_at > %(known_at)s)
