-- Takes what waits longest, and makes one delivery for each webhook that wants it: both, or neither. What another process
-- has taken is passed over.
WITH taken AS (
    DELETE FROM event_waiting
    WHERE event IN (SELECT event FROM event_waiting ORDER BY since LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    RETURNING event
), happened AS (
    SELECT e.id, e.ordinal, e.tenant, e.kind, e.document, e.about, e.happened_at,
           -- of what others wrote nothing is taken for granted
           CASE WHEN jsonb_typeof(e.about -> 'documents') = 'array' THEN e.about -> 'documents' ELSE '[]' END AS documents,
           CASE WHEN jsonb_typeof(e.about -> 'facts') = 'array' THEN e.about -> 'facts' ELSE '[]' END AS facts,
           CASE WHEN jsonb_typeof(e.about -> 'version') = 'number' THEN e.about ->> 'version' END AS version
    FROM taken t JOIN event e ON e.id = t.event
), made AS (
    INSERT INTO delivery (id, webhook, event, next_attempt_at)
    SELECT gen_random_uuid(), w.id, e.id, clock_timestamp()
    FROM happened e
    JOIN webhook w ON w.tenant = e.tenant AND w.status = 'active' AND w.created_at <= e.happened_at
    WHERE (w.kinds = '{}' OR e.kind = ANY(w.kinds))
      AND (w.documents = '{}' OR e.document = ANY(w.documents) OR e.documents ?| w.documents)
      AND (
          w.predicates = '{}'
          OR EXISTS (  -- a fact that a publication or an edit changed
              SELECT
              FROM document d
              JOIN version v ON v.document_id = d.id AND v.number::text = e.version
              JOIN edit x ON x.cause = v.id
              JOIN fact f ON f.key_source = x.key_source
              JOIN fact_content c ON c.id = f.content
              WHERE d.tenant = e.tenant AND d.slug = e.document AND lower(c.predicate) = ANY(w.predicates)
          )
          OR EXISTS (  -- an import does not tell its keys apart: whether its source says such things at all
              SELECT
              FROM document d
              JOIN fact_content c ON c.document_id = d.id AND left(lower(c.predicate), 200) = ANY(w.predicates)
              WHERE d.tenant = e.tenant AND d.slug = e.document AND d.kind = 'import'
          )
          OR EXISTS (  -- a fact that the event names
              SELECT
              FROM jsonb_array_elements_text(e.facts) AS named (id)
              JOIN fact f ON f.id::text = named.id AND f.tenant = e.tenant
              JOIN fact_content c ON c.id = f.content
              WHERE lower(c.predicate) = ANY(w.predicates)
          )
      )
    ORDER BY e.ordinal
    ON CONFLICT (webhook, event) DO NOTHING
    RETURNING webhook
), looks AS (
    INSERT INTO conflict_look (event)
    SELECT e.id
    FROM happened e
    WHERE (
        e.kind = 'facts.changed'
        OR e.kind = 'version.published' AND EXISTS (  -- another rank may open a conflict though no fact is another
            SELECT
            FROM document d
            JOIN version v ON v.document_id = d.id AND v.number::text = e.version AND v.rank IS NOT NULL
            WHERE d.tenant = e.tenant AND d.slug = e.document
              AND v.rank <> rank_at(d.id, v.recorded_at - interval '1 microsecond')
        )
    ) AND EXISTS (
        SELECT
        FROM webhook w
        WHERE w.tenant = e.tenant AND w.status = 'active' AND w.created_at <= e.happened_at
          AND (w.kinds = '{}' OR 'conflict.opened' = ANY(w.kinds))
    )
    ON CONFLICT DO NOTHING
)
SELECT (SELECT count(*) FROM taken) AS taken,
       coalesce((SELECT json_agg(DISTINCT jsonb_build_array(w.tenant, w.id)) FROM made m JOIN webhook w ON w.id = m.webhook), '[]')
           AS receivers
