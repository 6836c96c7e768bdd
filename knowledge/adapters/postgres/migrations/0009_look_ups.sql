-- Reading one key, and publishing one version, at the cost of what it touches: in a small store as in a large one.

-- As before. OFFSET 0 keeps it a look-up by key: in a store of some ten thousand facts Postgres would rather go through
-- everything that begins or ends where the part does.
CREATE OR REPLACE FUNCTION unbroken(
    of_key bigint, of_kind text, of_value text, of_scope jsonb, part tstzrange, known_at timestamptz
)
RETURNS TABLE (valid tstzrange)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE
        WHEN EXISTS (
            SELECT
            FROM (SELECT n.valid, n.recorded FROM fact n WHERE n.key_source = of_key OFFSET 0) n
            WHERE n.valid -|- part AND n.recorded @> known_at
        ) THEN (
            SELECT w.valid
            FROM (
                SELECT unnest(range_agg(f.valid)) AS valid
                FROM (SELECT n.content, n.valid, n.recorded FROM fact n WHERE n.key_source = of_key OFFSET 0) f
                JOIN fact_content c ON c.id = f.content
                WHERE f.recorded @> known_at
                  AND c.object_kind = of_kind AND c.object_value = of_value AND c.scope = of_scope
            ) w
            WHERE w.valid @> part
            LIMIT 1
        )
        ELSE part
    END
    OFFSET 0;  -- once, however often its bounds are asked for
END;

-- The two that a look-up by key seldom needs, called instead of planned into it: a plan is set up whole at each
-- execution, also what is not reached.
CREATE FUNCTION unbroken_called(
    of_key bigint, of_kind text, of_value text, of_scope jsonb, part tstzrange, known_at timestamptz
)
RETURNS tstzrange LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT u.valid FROM unbroken(of_key, of_kind, of_value, of_scope, part, known_at) u);
END $$;
CREATE FUNCTION place_of_fact_called(of_fact uuid, of_document bigint, as_of timestamptz, known_at timestamptz)
RETURNS TABLE (title text, number integer, page integer, start integer, "end" integer, ordinal integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 AS $$
BEGIN
    RETURN QUERY SELECT * FROM place_of_fact(of_fact, of_document, as_of, known_at);
END $$;

-- An upload is compared with what waits for the same date.
CREATE INDEX version_waiting ON version (document_id, effective_at) WHERE recorded_at IS NULL;

-- Own windows are read of the facts that are looked at, no longer of a whole document.
DROP INDEX fact_content_bounded;

-- A key that holds nothing, because its statements speak of days on which their texts are not in force, had no row that
-- says so.
INSERT INTO fact_key AS k (tenant, key, source, apart)
SELECT DISTINCT c.tenant, s.key, c.document_id, true
FROM keying y
CROSS JOIN LATERAL unnest(y.facts, y.keys) AS s (fact, key)
JOIN fact_content c ON c.id = s.fact
WHERE c.own_valid IS NOT NULL AND s.key IS NOT NULL
ON CONFLICT (key, source) DO UPDATE SET apart = true WHERE NOT k.apart;
