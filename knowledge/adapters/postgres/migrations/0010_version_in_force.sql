-- As before. OFFSET 0 makes it walk the document's own sequence, from the last to take effect to the first that was known:
-- Postgres would rather look through every entry of every document that was known then, for each passage and each fact.
CREATE OR REPLACE FUNCTION version_in_force(of_document bigint, as_of timestamptz, known_at timestamptz)
RETURNS SETOF version LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.*
    FROM (
        SELECT e.version_id
        FROM (
            SELECT s.version_id, s.effective_at, s.number, s.recorded
            FROM entry s
            WHERE s.document_id = of_document AND s.effective_at <= as_of
            ORDER BY s.effective_at DESC, s.number DESC
            OFFSET 0
        ) e
        WHERE e.recorded @> known_at
        ORDER BY e.effective_at DESC, e.number DESC
        LIMIT 1
    ) e
    JOIN version v ON v.id = e.version_id;
END;
