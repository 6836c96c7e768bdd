-- A statement may carry its own window, and a reworded one inherits the key of its predecessor: the key of a fact is no
-- longer a matter of its content alone, but of its place in the sequence.

ALTER TABLE fact_content ADD COLUMN form uuid;            -- of the masked words; none where they are not known
ALTER TABLE fact_content ADD COLUMN own_valid tstzrange;  -- the window that the statement states of itself
ALTER TABLE fact_content ADD COLUMN corrects uuid REFERENCES fact_content;  -- by hand: the fact in whose place it is said
COMMENT ON COLUMN fact_content.key IS 'the key that its own words give; the one it holds is in fact and keying';
CREATE INDEX fact_content_bounded ON fact_content (document_id) WHERE own_valid IS NOT NULL;
CREATE INDEX fact_content_by_hand ON fact_content (corrects) WHERE corrects IS NOT NULL;

-- The facts of a version in reading order, and the key that each holds in the sequence as we hold it now. Derived: a
-- version that comes in between may hand down other keys. What was recorded keeps its key in `fact`.
CREATE TABLE keying (
    version_id bigint PRIMARY KEY REFERENCES version ON DELETE CASCADE,
    facts      uuid[] NOT NULL,
    keys       uuid[]                        -- null until published
);
INSERT INTO keying
SELECT o.version_id, array_agg(o.fact ORDER BY o.start, o.ordinal), array_agg(c.key ORDER BY o.start, o.ordinal)
FROM fact_occurrence o JOIN fact_content c ON c.id = o.fact
GROUP BY o.version_id;

-- Facts of such a key may hold where the text in force does not say them: a predecessor that lives until its
-- successor's start, a window in the past, an edit by hand. Once set it stays.
ALTER TABLE fact_key ADD COLUMN apart boolean NOT NULL DEFAULT false;
CREATE INDEX fact_key_apart ON fact_key (source) WHERE apart;
CREATE INDEX fact_of_key ON fact (key_source);

-- What a publication did to a key, beside the rows that it retired and recorded: actor and reason are the cause's.
CREATE TABLE edit (
    cause      bigint NOT NULL REFERENCES version,
    key_source bigint NOT NULL REFERENCES fact_key,
    kind       text NOT NULL CHECK (kind IN ('change', 'correction', 'retraction', 'editorial', 're-extraction')),
    PRIMARY KEY (cause, key_source)
);
CREATE FUNCTION stays_as_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'recorded rows of % stay as they are', TG_TABLE_NAME;
END $$;
CREATE TRIGGER stays_as_recorded BEFORE UPDATE OR DELETE ON edit FOR EACH ROW EXECUTE FUNCTION stays_as_recorded();

-- What a person made of a statement, for as long as its text stays the same. Of several on one statement the latest
-- holds; one that is undone is retired, and the one before it holds again.
CREATE TABLE hand_edit (
    version_id  bigint PRIMARY KEY REFERENCES version,     -- the edit: its actor, reason and instant
    document_id bigint NOT NULL REFERENCES document,
    fact        uuid NOT NULL REFERENCES fact_content,     -- what the statement says
    instead     uuid REFERENCES fact_content,              -- what is held in its place; null: nothing
    recorded    tstzrange NOT NULL CHECK (NOT isempty(recorded))
);
CREATE INDEX hand_edit_of_fact ON hand_edit (fact) WHERE upper_inf(recorded);
CREATE INDEX hand_edit_of_document ON hand_edit (document_id) WHERE upper_inf(recorded);
CREATE TRIGGER only_retire BEFORE UPDATE OR DELETE ON hand_edit FOR EACH ROW EXECUTE FUNCTION only_retire();

-- A hand edit whose statement has another text now was looked at: it needs no more review.
CREATE TABLE review_closed (
    version_id bigint PRIMARY KEY REFERENCES hand_edit,
    reason     text NOT NULL,
    actor      text NOT NULL,
    closed_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

ALTER TABLE document DROP CONSTRAINT document_kind_check;
ALTER TABLE document ADD CONSTRAINT document_kind_check CHECK (kind IN ('document', 'import', 'person'));
ALTER TABLE version DROP CONSTRAINT version_kind_check;
ALTER TABLE version ADD CONSTRAINT version_kind_check CHECK (kind IN (
    'version', 'withdrawal', 'correction', 'redating', 'retraction', 're-extraction', 'undo', 'import',
    'hand-fact', 'hand-correction', 'hand-retraction', 'hand-expiry'
));
ALTER TABLE version DROP CONSTRAINT version_check1;
ALTER TABLE version ADD CONSTRAINT version_corrects_check CHECK (
    (corrects IS NOT NULL) = (kind IN ('correction', 'redating', 'retraction', 're-extraction', 'undo'))
);

-- The version that a text is cited as: another reading of a version is no other version.
ALTER TABLE version ADD COLUMN cited_as integer NOT NULL
    GENERATED ALWAYS AS (CASE WHEN kind = 're-extraction' THEN corrects ELSE number END) STORED;

-- As before; made anew because the table's row has grown.
CREATE OR REPLACE FUNCTION version_in_force(of_document bigint, as_of timestamptz, known_at timestamptz)
RETURNS SETOF version LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.*
    FROM (
        SELECT e.version_id
        FROM entry e
        WHERE e.document_id = of_document AND e.effective_at <= as_of AND e.recorded @> known_at
        ORDER BY e.effective_at DESC, e.number DESC
        LIMIT 1
    ) e
    JOIN version v ON v.id = e.version_id;
END;

-- Where a fact stands at a viewpoint: in the version in force; where that does not say it, in the last version before
-- that does, else in the first one after.
CREATE FUNCTION place_of_fact(of_fact uuid, of_document bigint, as_of timestamptz, known_at timestamptz)
RETURNS TABLE (title text, number integer, page integer, start integer, "end" integer, ordinal integer)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT p.title, p.cited_as, p.page, p.start, p."end", p.ordinal
    FROM (
        (
            SELECT v.title, v.cited_as, o.page, o.start, o."end", o.ordinal
            FROM version_in_force(of_document, as_of, known_at) v
            JOIN fact_occurrence o ON o.fact = of_fact AND o.version_id = v.id
            ORDER BY o.start, o.ordinal
            LIMIT 1
        )
        UNION ALL
        (
            SELECT v.title, v.cited_as, o.page, o.start, o."end", o.ordinal
            FROM fact_occurrence o
            JOIN entry e ON e.version_id = o.version_id AND e.recorded @> known_at
            JOIN version v ON v.id = e.version_id
            WHERE o.fact = of_fact
            ORDER BY e.effective_at > as_of, abs(extract(epoch FROM e.effective_at - as_of)), e.number DESC, o.start, o.ordinal
            LIMIT 1
        )
    ) p
    LIMIT 1;
END;

-- The unbroken window in which a key holds one value, whatever the words: an editorial edit keeps a fact's start. Most rows
-- have no neighbour, and are left with a look-up.
CREATE FUNCTION unbroken(
    of_key bigint, of_kind text, of_value text, of_scope jsonb, part tstzrange, known_at timestamptz
)
RETURNS TABLE (valid tstzrange)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE
        WHEN EXISTS (
            SELECT FROM fact n WHERE n.key_source = of_key AND n.valid -|- part AND n.recorded @> known_at
        ) THEN (
            SELECT w.valid
            FROM (
                SELECT unnest(range_agg(f.valid)) AS valid
                FROM fact f
                JOIN fact_content c ON c.id = f.content
                WHERE f.key_source = of_key AND f.recorded @> known_at
                  AND c.object_kind = of_kind AND c.object_value = of_value AND c.scope = of_scope
            ) w
            WHERE w.valid @> part
            LIMIT 1
        )
        ELSE part
    END
    OFFSET 0;  -- once, however often its bounds are asked for
END;
