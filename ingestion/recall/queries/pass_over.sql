-- A tenant that was answered nothing yet: no recording concerns anybody. What it touched stays not known; an answer that
-- is on its way comes late, and is held against it.
UPDATE recall SET found = true, done_at = clock_timestamp()
WHERE tenant = %(tenant)s AND done_at IS NULL AND NOT found
  AND NOT EXISTS (SELECT FROM answer_standpoint WHERE tenant = %(tenant)s)
RETURNING id
