-- An answer, the parts of its record, and the rows that it rests on; no row where it is kept already.
WITH kept AS (
    INSERT INTO answer (id, tenant, actor, record) VALUES (%(id)s, %(tenant)s, %(actor)s, %(record)s)
    ON CONFLICT (id) DO NOTHING
    RETURNING id
), parts AS (
    INSERT INTO sealed_parts (answer, parts) SELECT id, %(parts)s FROM kept
), evidence AS (
    INSERT INTO answer_evidence (answer, held, kind, cited, tenant)
    SELECT kept.id, e.held, e.kind, e.cited, %(tenant)s
    FROM kept
    CROSS JOIN unnest(%(held)s::uuid[], %(kinds)s::text[], %(cited)s::boolean[]) AS e (held, kind, cited)
)
SELECT id FROM kept
