-- Each staged triple once, with its windows: those that overlap or meet are one. Where the source never said it, it is
-- given the number of its key here already, and nothing has to be compared. OFFSET 0 keeps that a look-up by index,
-- whatever is believed of the size of tables that were filled a moment ago.
CREATE TEMPORARY TABLE import_said ON COMMIT DROP AS
SELECT s.*, k.id IS NULL AS is_new,
       coalesce(k.id, nextval(pg_get_serial_sequence('fact_key', 'id'))) AS key_source
FROM (
    SELECT content, key, subject, predicate, object_kind, object_value, object_text, scope,
           range_agg(valid) AS windows, count(DISTINCT valid) AS rows
    FROM import_row
    GROUP BY content, key, subject, predicate, object_kind, object_value, object_text, scope
) s
LEFT JOIN LATERAL (
    SELECT id FROM fact_key WHERE key = s.key AND source = %(document_id)s OFFSET 0
) k ON true
