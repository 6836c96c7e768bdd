-- Erasure: irrevocable, for legal reasons alone. What is erased is gone on both axes; a tombstone says that it was, why,
-- and what was cleared. One role may do it, entered for the statements that need it and left again.

DO $$
BEGIN
    -- Roles belong to the whole server: another database of it may have made this one, or be making it.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'asof_eraser') THEN
        CREATE ROLE asof_eraser NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'asof_eraser', 'SET') THEN
        GRANT asof_eraser TO CURRENT_USER WITH INHERIT FALSE, SET TRUE;
    END IF;
END $$;

-- The tombstone. Until it is done it is also the work order, from which a lost workflow is started again.
CREATE TABLE erasure (
    id           uuid PRIMARY KEY,
    tenant       text NOT NULL REFERENCES tenant,
    document_id  bigint NOT NULL,          -- a document of which nothing is left may go itself
    document     text NOT NULL,            -- slug
    version      integer,
    fact         uuid,
    digests      text[] NOT NULL,          -- SHA-256 of the uploaded bytes, in hexadecimal
    reason       text NOT NULL CHECK (reason <> ''),
    actor        text NOT NULL,
    status       text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done')),
    stage        text NOT NULL DEFAULT 'accepted',
    work         jsonb NOT NULL DEFAULT '{}',  -- ids and digests that later steps need; emptied in the end
    report       jsonb NOT NULL DEFAULT '{}',  -- place -> how many were cleared there
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    erased_at    timestamptz,              -- the recorded instant from which on nothing can be read any more
    finished_at  timestamptz,
    CHECK (version IS NULL OR fact IS NULL),
    CHECK ((status = 'done') = (finished_at IS NOT NULL)),
    CHECK (status = 'running' OR work = '{}')
);
CREATE UNIQUE INDEX erasure_of_one_thing ON erasure (document_id, version, fact) NULLS NOT DISTINCT;
CREATE INDEX erasure_of_tenant ON erasure (tenant, requested_at, id);
CREATE INDEX erasure_unfinished ON erasure (requested_at) WHERE status = 'running';

CREATE FUNCTION stays_as_a_tombstone() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    progress CONSTANT text[] := '{status,stage,work,report,digests,erased_at,finished_at}';
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status = 'done' OR to_jsonb(NEW) - progress IS DISTINCT FROM to_jsonb(OLD) - progress
       OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at) THEN
        RAISE EXCEPTION 'erasure % is a tombstone and stays as it is', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays_as_a_tombstone BEFORE UPDATE OR DELETE ON erasure
    FOR EACH ROW EXECUTE FUNCTION stays_as_a_tombstone();

-- An erased document keeps its slug and takes nothing any more.
ALTER TABLE document ADD COLUMN erasure uuid REFERENCES erasure;

-- Past the triggers goes the eraser alone, whoever else may own the tables: recorded rows may go, an upload may lose its
-- text but not its place in history, an answer its words but not that it was given.
CREATE OR REPLACE FUNCTION only_retire() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF current_user = 'asof_eraser' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'recorded rows of % are never deleted', TG_TABLE_NAME;
    END IF;
    IF NOT upper_inf(OLD.recorded) OR upper_inf(NEW.recorded)
       OR lower(NEW.recorded) IS DISTINCT FROM lower(OLD.recorded)
       OR to_jsonb(NEW) - 'recorded' IS DISTINCT FROM to_jsonb(OLD) - 'recorded' THEN
        RAISE EXCEPTION 'a recorded row of % may only be retired, once', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION stays_as_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- cited_as is generated, and not yet computed here.
    words CONSTANT text[] := '{title,file_name,media_type,content,parsed_text,metadata,reason,cited_as}';
BEGIN
    IF current_user = 'asof_eraser' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF to_jsonb(NEW) - words IS NOT DISTINCT FROM to_jsonb(OLD) - words THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'version % of document % is published and stays as it is', OLD.number, OLD.document_id;
END $$;

CREATE OR REPLACE FUNCTION stays_as_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_user = 'asof_eraser' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'recorded rows of % stay as they are', TG_TABLE_NAME;
END $$;

CREATE OR REPLACE FUNCTION stays_as_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_user = 'asof_eraser'
       AND to_jsonb(NEW) - 'record' IS NOT DISTINCT FROM to_jsonb(OLD) - 'record' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'answer % was given and stays as it is', OLD.id;
END $$;

-- An answer that was on its way while its evidence was erased is not kept. The shared lock: an erasure that is looking
-- for answers sees every one that was let in here.
CREATE FUNCTION rests_on_what_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1634955877, hashtext(NEW.tenant));
    IF EXISTS (SELECT FROM erasure WHERE tenant = NEW.tenant) AND EXISTS (
        SELECT
        FROM jsonb_array_elements(coalesce(NEW.record -> 'citations', '[]')) AS c
        WHERE NOT EXISTS (SELECT FROM fact WHERE id = (c ->> 'id')::uuid)
          AND NOT EXISTS (SELECT FROM passage WHERE id = (c ->> 'id')::uuid)
    ) THEN
        RAISE EXCEPTION 'answer % cites what was erased meanwhile', NEW.id USING ERRCODE = 'AE001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rests_on_what_stands BEFORE INSERT ON answer FOR EACH ROW EXECUTE FUNCTION rests_on_what_stands();

-- What erasing takes, and no more.
GRANT SELECT, DELETE ON fact, passage, entry, fact_occurrence, passage_occurrence, fact_content, passage_content,
    fact_key, embedding, ingestion, index_outbox, idempotent_reply, edit, hand_edit, review_closed TO asof_eraser;
GRANT SELECT, DELETE, UPDATE (facts, keys) ON keying TO asof_eraser;
GRANT SELECT, DELETE, UPDATE (title, file_name, media_type, content, parsed_text, metadata, reason)
    ON version TO asof_eraser;
GRANT SELECT, UPDATE (record) ON answer TO asof_eraser;
GRANT SELECT, UPDATE (text, recent) ON turn TO asof_eraser;
GRANT SELECT, UPDATE (text, detail) ON failed_message TO asof_eraser;
GRANT SELECT, UPDATE (title) ON conversation TO asof_eraser;
