-- What an undo names by its number, and the entry of the sequence that it repaired or made, if any.
SELECT v.id, v.number, v.kind, v.recorded_at,
       (SELECT number FROM entry WHERE document_id = v.document_id AND (cause = v.id OR upper(recorded) = v.recorded_at)
        LIMIT 1) AS entry_number,
       EXISTS (SELECT FROM version u WHERE u.document_id = v.document_id AND u.kind = 'undo' AND u.corrects = v.number
               AND u.recorded_at IS NOT NULL) AS undone
FROM version v
WHERE v.document_id = %(document_id)s AND v.number = %(corrects)s
