-- Which answers a later recording makes others. Nothing here holds words of a document or of a question: what was answered
-- stands in the answer, and what would be now is asked again.

-- Where each answer stands: found by what a recording touches. An answer as known at an instant that was asked for is not
-- here: what was known then stays as it was.
CREATE TABLE answer_standpoint (
    answer         uuid PRIMARY KEY REFERENCES answer,
    tenant         text NOT NULL,
    as_of          timestamptz NOT NULL,
    known_at       timestamptz NOT NULL,
    model          text,                -- by which, and in which precision, the question was embedded
    precision      text,
    vector         halfvec,
    affected_since timestamptz,         -- recorded instant from which on it would be answered otherwise than it was
    affected_by    uuid                 -- the recall that found what would be answered now
);
CREATE INDEX answer_standpoint_by_time ON answer_standpoint (tenant, as_of);
CREATE INDEX answer_affected ON answer_standpoint (tenant, affected_since DESC, answer DESC) WHERE affected_since IS NOT NULL;
CREATE INDEX answer_by_time ON answer (tenant, created_at DESC, id DESC);
CREATE INDEX turn_of_answer ON turn (answer);

INSERT INTO answer_standpoint (answer, tenant, as_of, known_at)
SELECT a.id, a.tenant, (a.record ->> 'as_of')::timestamptz, (a.record ->> 'known_at')::timestamptz
FROM answer a
JOIN sealed_parts p ON p.answer = a.id
WHERE a.record ->> 'as_of' IS NOT NULL AND a.record ->> 'known_at' IS NOT NULL
  AND (p.parts -> 'question' ->> 'content')::jsonb -> 'asked' ->> 'known_at' IS NULL;

-- One recording, and how far the answers that it concerns are asked again.
CREATE TABLE recall (
    id          uuid PRIMARY KEY,
    tenant      text NOT NULL REFERENCES tenant,
    document    text NOT NULL,          -- slug
    version     integer NOT NULL,       -- number of the version, or of the edit
    kind        text NOT NULL,
    recorded_at timestamptz NOT NULL,
    found       boolean NOT NULL DEFAULT false,   -- its candidates are below
    touched     tstzmultirange,         -- where something holds now that did not, or no more; null: not known
    examined    integer NOT NULL DEFAULT 0,
    affected    integer NOT NULL DEFAULT 0,
    since       timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at     timestamptz,
    UNIQUE (tenant, recorded_at, document)
);
CREATE INDEX recall_waiting ON recall (tenant, recorded_at) WHERE done_at IS NULL;

-- Answers that are still to be asked again on its account; each goes in the transaction that keeps what came of it.
CREATE TABLE recall_candidate (
    recall uuid NOT NULL REFERENCES recall,
    answer uuid NOT NULL REFERENCES answer,
    PRIMARY KEY (recall, answer)
);

-- Answers to hold against every recording since the instant that they are known at: one that was on its way meanwhile, or
-- that somebody wants looked at.
CREATE TABLE recall_wanted (
    answer uuid PRIMARY KEY REFERENCES answer,
    tenant text NOT NULL,
    since  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What a recording made of an answer. `affected`: it would be answered otherwise than it was; else as it was again.
CREATE TABLE answer_recall (
    answer    uuid NOT NULL REFERENCES answer,
    recall    uuid NOT NULL REFERENCES recall,
    affected  boolean NOT NULL,
    before    text NOT NULL,            -- status, a moment before the recording
    after     text NOT NULL,
    marked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    conversation uuid,                  -- that it was given in
    told_in   uuid REFERENCES answer,   -- the next answer there, which tells of it
    PRIMARY KEY (answer, recall)
);
CREATE INDEX answer_recall_of_recall ON answer_recall (recall);
CREATE INDEX answer_recall_untold ON answer_recall (conversation) WHERE told_in IS NULL;

-- In the transaction that records: a recording is never without its recall.
CREATE FUNCTION wants_recall() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO recall (id, tenant, document, version, kind, recorded_at)
    VALUES (gen_random_uuid(), NEW.tenant, NEW.document, (NEW.about ->> 'version')::integer, NEW.about ->> 'kind',
            (NEW.about ->> 'recorded_at')::timestamptz)
    ON CONFLICT (tenant, recorded_at, document) DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER wants_recall AFTER INSERT ON event FOR EACH ROW
    WHEN (NEW.kind IN ('version.published', 'facts.changed') AND NEW.document IS NOT NULL AND NEW.about ? 'version'
          AND NEW.about ? 'kind' AND NEW.about ? 'recorded_at')
    EXECUTE FUNCTION wants_recall();

-- With the record, under the chain's lock: whoever holds that lock after a recording finds every answer that was given
-- before it, and one that is sealed later sees here that it comes late.
CREATE FUNCTION takes_its_standpoint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO answer_standpoint (answer, tenant, as_of, known_at)
    SELECT a.id, a.tenant, (a.record ->> 'as_of')::timestamptz, (a.record ->> 'known_at')::timestamptz
    FROM answer a
    JOIN sealed_parts p ON p.answer = a.id
    WHERE a.id = NEW.answer AND a.record ->> 'as_of' IS NOT NULL AND a.record ->> 'known_at' IS NOT NULL
      AND (p.parts -> 'question' ->> 'content')::jsonb -> 'asked' ->> 'known_at' IS NULL;
    INSERT INTO recall_wanted (answer, tenant)
    SELECT s.answer, s.tenant
    FROM answer_standpoint s
    JOIN tenant t ON t.name = s.tenant
    WHERE s.answer = NEW.answer AND t.watermark > s.known_at;
    RETURN NULL;
END $$;
CREATE TRIGGER takes_its_standpoint AFTER INSERT ON sealed_record
    FOR EACH ROW EXECUTE FUNCTION takes_its_standpoint();

-- A question whose words were erased is not asked again, and its vector goes with them.
CREATE FUNCTION standpoint_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE answer_standpoint SET vector = NULL, model = NULL, precision = NULL WHERE answer = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER standpoint_follows AFTER UPDATE OF record ON answer FOR EACH ROW
    WHEN (NEW.record ->> 'question' IS DISTINCT FROM OLD.record ->> 'question') EXECUTE FUNCTION standpoint_follows();
GRANT SELECT, UPDATE (vector, model, precision) ON answer_standpoint TO asof_eraser;
