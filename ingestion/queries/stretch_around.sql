-- When the entry that stands a number of places before an instant takes effect, and the one as many places behind another;
-- nothing where there are fewer.
SELECT (
    SELECT effective_at
    FROM entry
    WHERE document_id = %(document_id)s AND upper_inf(recorded) AND effective_at < %(first)s
    ORDER BY effective_at DESC, number DESC
    LIMIT 1 OFFSET %(reach)s - 1
) AS starts, (
    SELECT effective_at
    FROM entry
    WHERE document_id = %(document_id)s AND upper_inf(recorded) AND effective_at > %(last)s
    ORDER BY effective_at, number
    LIMIT 1 OFFSET %(reach)s
) AS following
