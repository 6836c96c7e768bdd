DELETE FROM review_closed r
USING hand_edit h
WHERE r.version_id = h.version_id AND (h.fact = ANY(%(facts)s) OR h.instead = ANY(%(facts)s))
