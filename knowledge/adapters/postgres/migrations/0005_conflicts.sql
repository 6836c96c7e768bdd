-- What makes facts of different sources rivals, and whose word counts more.

-- One value at a time, or companions. What an import says stands side by side.
ALTER TABLE fact_content ADD COLUMN cardinality text NOT NULL DEFAULT 'one' CHECK (cardinality IN ('one', 'many'));
UPDATE fact_content c SET cardinality = 'many' FROM document d WHERE d.id = c.document_id AND d.kind = 'import';

-- What a fact is about, whoever says it: the stems of its subject (where its own words have one) and predicate, without
-- those for whoever acts, for permission and for bounds, so that "Customers may return items within" and "Items can be
-- returned within" are one topic; without those of its scope, which is compared by itself; a bare number with what it
-- counts. Null below two stems: too little to compare by.
CREATE FUNCTION fact_topic(subject text, predicate text, kind text, object text, scope jsonb, quote text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN count(DISTINCT stem) > 1 THEN md5(string_agg(DISTINCT stem, ' ' ORDER BY stem))::uuid END
    FROM (
        SELECT CASE
                   WHEN lexeme IN ('kept', 'retain', 'store') THEN 'keep'
                   WHEN lexeme = 'paid' THEN 'pay'
                   WHEN lexeme = 'sent' THEN 'send'
                   WHEN lexeme = 'held' THEN 'hold'
                   WHEN lexeme = 'receiv' THEN 'get'
                   ELSE lexeme
               END COLLATE "C" AS stem
        FROM unnest(tsvector_to_array(to_tsvector(
            'english',
            CASE WHEN strpos(lower(quote), lower(subject)) > 0 THEN subject ELSE '' END || ' ' || predicate
            || CASE kind WHEN 'number' THEN ' ' || object ELSE '' END
        ))) AS lexeme
        WHERE lexeme !~ '[0-9]' AND lexeme <> ALL (tsvector_to_array(to_tsvector('english', scope)))
          AND lexeme NOT IN (
              'custom', 'client', 'buyer', 'consum', 'employe', 'staff', 'worker', 'user', 'member', 'peopl',
              'person', 'everyon', 'compani', 'may', 'must', 'shall', 'might', 'could', 'would', 'need', 'within',
              'least', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven',
              'twelv', 'fifteen', 'twenti', 'thirti', 'sixti', 'nineti', 'also', 'alway', 'normal', 'general', 'everi'
          )
    ) AS stems;
END;
ALTER TABLE fact_content ADD COLUMN topic uuid GENERATED ALWAYS AS (
    CASE
        WHEN cardinality = 'one' AND object_kind <> 'text'   -- companions and mere words contradict nothing
            THEN fact_topic(subject, predicate, object_kind, object_text, scope, quote)
    END
) STORED;
CREATE INDEX fact_content_topic ON fact_content (tenant, topic, object_kind, document_id) WHERE topic IS NOT NULL;

-- The rank of a document as known at an instant: the last one given with an upload. A document that never got one has 0.
CREATE INDEX version_ranks ON version (document_id, recorded_at) WHERE rank IS NOT NULL;
CREATE FUNCTION rank_at(of_document bigint, known_at timestamptz) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce((
        SELECT v.rank
        FROM version v
        WHERE v.document_id = of_document AND v.rank IS NOT NULL AND v.recorded_at <= known_at
        ORDER BY v.recorded_at DESC
        LIMIT 1
    ), 0);
END;

-- As before, without regard to case.
CREATE OR REPLACE FUNCTION scope_admits(own jsonb, asked jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN NOT EXISTS (
    SELECT
    FROM jsonb_array_elements(own) AS o, jsonb_array_elements(asked) AS a
    WHERE lower(o ->> 0) = lower(a ->> 0)
    GROUP BY lower(o ->> 0)
    HAVING NOT bool_or(lower(o ->> 1) = lower(a ->> 1))
);
