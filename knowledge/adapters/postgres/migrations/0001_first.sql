-- The truth. Nothing that was recorded is overwritten: a recorded row changes once, when its
-- `recorded` window closes. Windows are closed-open ranges; an absent bound is open.

CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE tenant (
    name       text PRIMARY KEY,
    time_zone  text NOT NULL DEFAULT 'UTC',
    watermark  timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE document (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant      text NOT NULL REFERENCES tenant,
    slug        text NOT NULL,
    rank        integer NOT NULL DEFAULT 0,
    next_number integer NOT NULL DEFAULT 1,
    actor       text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (tenant, slug)
);

-- One entry of a document's sequence: an uploaded version, or a withdrawal (an empty version).
CREATE TABLE version (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant           text NOT NULL REFERENCES tenant,
    document_id      bigint NOT NULL REFERENCES document,
    number           integer NOT NULL,
    kind             text NOT NULL CHECK (kind IN ('version', 'withdrawal')),
    title            text,
    effective_at     timestamptz,
    effective_source text CHECK (effective_source IN ('given', 'stated', 'upload')),
    expires_at       timestamptz,
    file_name        text,
    media_type       text,
    content          bytea,
    content_hash     bytea NOT NULL,
    parsed_text      text,
    metadata         jsonb NOT NULL DEFAULT '{}',
    reason           text,
    rank             integer,                -- the document's from this publication on; null leaves it
    actor            text NOT NULL,
    uploaded_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_at      timestamptz,            -- null until published
    UNIQUE (document_id, number),
    CHECK (expires_at IS NULL OR effective_at IS NULL OR expires_at > effective_at)
);
CREATE INDEX version_in_sequence ON version (document_id, effective_at, number) WHERE recorded_at IS NOT NULL;

CREATE TABLE ingestion (
    id               uuid PRIMARY KEY,
    tenant           text NOT NULL REFERENCES tenant,
    document         text NOT NULL,
    version          integer NOT NULL,
    version_id       bigint REFERENCES version ON DELETE SET NULL,
    repeat_key       bytea NOT NULL,         -- kind, bytes and what was given; equal to the last of its date: repeated
    workflow_id      text NOT NULL,
    status           text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed')),
    stage            text NOT NULL DEFAULT 'queued',
    done             integer NOT NULL DEFAULT 0,
    total            integer NOT NULL DEFAULT 0,
    passages_new     integer NOT NULL DEFAULT 0,
    passages_kept    integer NOT NULL DEFAULT 0,
    embedded         integer NOT NULL DEFAULT 0,
    facts_added      integer NOT NULL DEFAULT 0,
    facts_superseded integer NOT NULL DEFAULT 0,
    facts_removed    integer NOT NULL DEFAULT 0,
    error            jsonb,
    faults           integer NOT NULL DEFAULT 0,     -- attempts that ended by a fault of ours
    unended          integer NOT NULL DEFAULT 0,     -- attempts to prepare that began one after another and never ended
    actor            text NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ingestion_unfinished ON ingestion (created_at) WHERE status IN ('queued', 'running');
CREATE INDEX ingestion_of_version ON ingestion (version_id);

-- What a version says: content once, occurrences in each version. Ids are digests of the content.
CREATE TABLE passage_content (
    id             uuid PRIMARY KEY,
    ordinal        bigint GENERATED ALWAYS AS IDENTITY UNIQUE,   -- for the exclusion constraint
    tenant         text NOT NULL REFERENCES tenant,
    document_id    bigint NOT NULL REFERENCES document,
    title          text NOT NULL,
    section        text[] NOT NULL,
    text           text NOT NULL,
    embedded_text  text NOT NULL,
    embedding_hash bytea NOT NULL            -- of embedded_text
);
CREATE INDEX passage_content_of_document ON passage_content (document_id);

CREATE TABLE fact_content (
    id            uuid PRIMARY KEY,
    tenant        text NOT NULL REFERENCES tenant,
    document_id   bigint NOT NULL REFERENCES document,
    key           uuid NOT NULL,
    subject       text NOT NULL,
    predicate     text NOT NULL,
    object_kind   text NOT NULL,
    object_value  text NOT NULL,             -- canonical: what objects are compared by
    object_text   text NOT NULL,             -- the words of the source
    scope         jsonb NOT NULL DEFAULT '[]',
    section       text[] NOT NULL,
    quote         text NOT NULL,
    words         tsvector GENERATED ALWAYS AS
                  (to_tsvector('english', subject || ' ' || predicate || ' ' || quote)) STORED
);
CREATE INDEX fact_content_of_document ON fact_content (document_id);
CREATE INDEX fact_content_words ON fact_content USING gin (words);
CREATE INDEX fact_content_subject ON fact_content (tenant, lower(subject));

CREATE TABLE passage_occurrence (
    version_id bigint NOT NULL REFERENCES version ON DELETE CASCADE,
    start      integer NOT NULL,
    "end"      integer NOT NULL,
    page       integer,
    passage    uuid NOT NULL REFERENCES passage_content,
    PRIMARY KEY (version_id, start)
);
CREATE INDEX passage_occurrence_of ON passage_occurrence (passage, version_id);

CREATE TABLE fact_occurrence (
    version_id bigint NOT NULL REFERENCES version ON DELETE CASCADE,
    start      integer NOT NULL,
    ordinal    integer NOT NULL,             -- among the facts of one statement
    "end"      integer NOT NULL,
    page       integer,
    fact       uuid NOT NULL REFERENCES fact_content,
    PRIMARY KEY (version_id, start, ordinal)
);
CREATE INDEX fact_occurrence_of ON fact_occurrence (fact, version_id);

-- The two-axis picture.
CREATE TABLE fact_key (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL REFERENCES tenant,
    key    uuid NOT NULL,
    source bigint NOT NULL REFERENCES document,
    UNIQUE (key, source)
);

CREATE TABLE fact (
    id          uuid PRIMARY KEY,
    tenant      text NOT NULL REFERENCES tenant,
    document_id bigint NOT NULL REFERENCES document,
    content     uuid NOT NULL REFERENCES fact_content,
    key_source  bigint NOT NULL REFERENCES fact_key,
    valid       tstzrange NOT NULL CHECK (NOT isempty(valid)),
    recorded    tstzrange NOT NULL CHECK (NOT isempty(recorded)),
    cause       bigint NOT NULL REFERENCES version,    -- the entry whose publication recorded the row
    EXCLUDE USING gist (int8range(key_source, key_source, '[]') WITH =, valid WITH &&, recorded WITH &&)
);
CREATE INDEX fact_of_content ON fact (content);

CREATE TABLE passage (
    id          uuid PRIMARY KEY,
    tenant      text NOT NULL REFERENCES tenant,
    document_id bigint NOT NULL REFERENCES document,
    content     uuid NOT NULL REFERENCES passage_content,
    ordinal     bigint NOT NULL,             -- passage_content.ordinal
    valid       tstzrange NOT NULL CHECK (NOT isempty(valid)),
    recorded    tstzrange NOT NULL CHECK (NOT isempty(recorded)),
    cause       bigint NOT NULL REFERENCES version,
    EXCLUDE USING gist (int8range(ordinal, ordinal, '[]') WITH =, valid WITH &&, recorded WITH &&)
);
CREATE INDEX passage_of_content ON passage (content);

-- What a publication compares with: the document's rows that we hold now, around one window.
CREATE INDEX fact_held ON fact USING gist (int8range(document_id, document_id, '[]'), valid)
    WHERE upper_inf(recorded);
CREATE INDEX passage_held ON passage USING gist (int8range(document_id, document_id, '[]'), valid)
    WHERE upper_inf(recorded);

-- A recorded row changes once: its `recorded` window closes. Nothing else, and no row goes.
CREATE FUNCTION only_retire() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'recorded rows of % are never deleted', TG_TABLE_NAME;
    END IF;
    IF NOT upper_inf(OLD.recorded) OR upper_inf(NEW.recorded)
       OR lower(NEW.recorded) IS DISTINCT FROM lower(OLD.recorded)
       OR to_jsonb(NEW) - 'recorded' IS DISTINCT FROM to_jsonb(OLD) - 'recorded' THEN
        RAISE EXCEPTION 'a recorded row of % may only be retired, once', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_retire BEFORE UPDATE OR DELETE ON fact FOR EACH ROW EXECUTE FUNCTION only_retire();
CREATE TRIGGER only_retire BEFORE UPDATE OR DELETE ON passage FOR EACH ROW EXECUTE FUNCTION only_retire();

-- The entry of a document's sequence that is in force: none before the first; a withdrawal says nothing.
CREATE FUNCTION version_in_force(of_document bigint, as_of timestamptz, known_at timestamptz)
RETURNS SETOF version LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.*
    FROM version v
    WHERE v.document_id = of_document AND v.effective_at <= as_of AND v.recorded_at <= known_at
    ORDER BY v.effective_at DESC, v.number DESC
    LIMIT 1;
END;

-- Whether something of the scope `own` is for whoever asks with the scope `asked`: pairs [dimension, value]. A dimension
-- that only one of the two names refuses nothing.
CREATE FUNCTION scope_admits(own jsonb, asked jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN NOT EXISTS (
    SELECT
    FROM jsonb_array_elements(own) AS o, jsonb_array_elements(asked) AS a
    WHERE o ->> 0 = a ->> 0
    GROUP BY o ->> 0
    HAVING NOT bool_or(o ->> 1 = a ->> 1)
);

-- Embeddings by the exact bytes embedded: an index generation is rebuilt from here.
CREATE TABLE embedding (
    hash      bytea NOT NULL,
    model     text NOT NULL,
    precision text NOT NULL,
    vector    vector NOT NULL,
    PRIMARY KEY (hash, model, precision)
);

CREATE TABLE generation (
    name       text PRIMARY KEY,
    model      text NOT NULL,
    precision  text NOT NULL,
    dimensions integer NOT NULL,
    status     text NOT NULL CHECK (status IN ('building', 'live', 'retired')),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX one_live_generation ON generation (status) WHERE status = 'live';

-- Points of the index that must be brought to the truth: windows narrowed, or removed where no row stands.
CREATE TABLE index_outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant      text NOT NULL,
    document_id bigint NOT NULL,
    points      uuid[] NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Answers and conversations.
CREATE TABLE answer (
    id         uuid PRIMARY KEY,
    tenant     text NOT NULL REFERENCES tenant,
    record     jsonb NOT NULL,
    actor      text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE conversation (
    id         uuid PRIMARY KEY,
    tenant     text NOT NULL REFERENCES tenant,
    title      text,
    actor      text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE turn (
    conversation uuid NOT NULL REFERENCES conversation,
    number       integer NOT NULL,
    message_id   text NOT NULL,
    text         text NOT NULL,
    text_hash    text NOT NULL,
    answer       uuid NOT NULL REFERENCES answer,
    recent       jsonb NOT NULL,             -- what a follow-up may lean on
    actor        text NOT NULL,
    sent_at      timestamptz NOT NULL,
    answered_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (conversation, number),
    UNIQUE (conversation, message_id)
);

-- A message that was taken and can never be answered; gone once its id is answered after all.
CREATE TABLE failed_message (
    conversation uuid NOT NULL REFERENCES conversation,
    message_id   text NOT NULL,
    text         text NOT NULL,
    error        text NOT NULL,              -- the slug of the leaf in knowledge.errors
    detail       text NOT NULL,
    failed_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (conversation, message_id)
);

-- A reply kept under the caller's Idempotency-Key.
CREATE TABLE idempotent_reply (
    tenant       text NOT NULL,
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    status       integer,
    body         jsonb,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant, key)
);
CREATE INDEX idempotent_reply_by_age ON idempotent_reply (created_at);
