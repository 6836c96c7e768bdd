-- A candidate of every recording since the instant that it is known at that touched where it stands.
WITH again AS (
    INSERT INTO recall_candidate (recall, answer)
    SELECT r.id, s.answer
    FROM answer_standpoint s
    JOIN recall r ON r.tenant = s.tenant AND r.recorded_at > s.known_at
    WHERE s.answer = %(answer)s AND r.found AND (r.touched IS NULL OR r.touched @> s.as_of OR %(about_time)s)
      AND NOT EXISTS (SELECT FROM answer_recall m WHERE m.answer = s.answer AND m.recall = r.id)
    ON CONFLICT DO NOTHING
    RETURNING recall
)
UPDATE recall SET done_at = NULL WHERE id IN (SELECT recall FROM again) AND done_at IS NOT NULL
