-- Each staged triple once: the windows of its rows, and `said`, in which those that overlap or meet are one; `held` are
-- the windows that we hold, and of one that a person edited all that is said: the edit stands. One that the source never
-- said before is given the number of its key here already.
-- OFFSET 0 and aggregates keep this a look-up by index, whatever is believed of tables that were filled a moment ago.
CREATE TEMPORARY TABLE import_said ON COMMIT DROP AS
SELECT s.*, k.id IS NULL AS is_new,
       CASE WHEN EXISTS (SELECT FROM hand_edit e WHERE e.fact = s.content AND upper_inf(e.recorded)) THEN s.said
            ELSE coalesce(h.windows, '{}') END AS held,
       coalesce(k.id, nextval(pg_get_serial_sequence('fact_key', 'id'))) AS key_source
FROM (
    SELECT content, key, subject, predicate, object_kind, object_value, object_text, scope,
           array_agg(DISTINCT valid) AS rows, range_agg(valid) AS said
    FROM import_row
    GROUP BY content, key, subject, predicate, object_kind, object_value, object_text, scope
) s
LEFT JOIN LATERAL (
    SELECT id FROM fact_key WHERE key = s.key AND source = %(document_id)s OFFSET 0
) k ON true
LEFT JOIN LATERAL (
    SELECT range_agg(valid) AS windows FROM fact WHERE k.id IS NOT NULL AND key_source = k.id AND upper_inf(recorded)
) h ON true
