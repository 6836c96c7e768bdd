-- Every answer is sealed in the transaction that releases it: a record of what it rests on, in parts, hash-chained by
-- tenant. The program computes, the database refuses what does not go on from the last link. DESIGN: the chain links
-- digests of salted parts, so that words can be erased and the chain still verifies.

-- name -> {salt, content}; content is canonical JSON (RFC 8785), and SHA-256 over both stands in the record. Of a part
-- that was erased: {tombstone}, why it is gone.
CREATE TABLE sealed_parts (
    answer uuid PRIMARY KEY,
    parts  jsonb NOT NULL
);

CREATE TABLE sealed_record (
    tenant     text NOT NULL,
    number     bigint NOT NULL,         -- from 1, without a gap
    answer     uuid NOT NULL UNIQUE,
    body       bytea NOT NULL,          -- canonical JSON: what names the answer, and the digest of each part
    link       bytea NOT NULL,          -- canonical JSON: tenant, number, hash of the link before, digest of the body, when
    previous   bytea NOT NULL,
    hash       bytea NOT NULL CHECK (hash = sha256(link)),
    signature  bytea CHECK (length(signature) = 64),    -- Ed25519, of the link
    public_key bytea CHECK (length(public_key) = 32),
    PRIMARY KEY (tenant, number),
    CHECK (num_nulls(signature, public_key) IN (0, 2))
);

-- An answer as it is shown: the hash is known when all else is written.
CREATE FUNCTION as_released(given answer) RETURNS jsonb LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT given.record
           || jsonb_build_object('sealed_hash', (SELECT encode(s.hash, 'hex') FROM sealed_record s WHERE s.answer = given.id));
END;

-- Which rows an answer rested on, to find the answers that a change of one concerns.
CREATE TABLE answer_evidence (
    answer uuid NOT NULL,
    held   uuid NOT NULL,               -- a row of `fact` or `passage`
    kind   text NOT NULL CHECK (kind IN ('fact', 'passage')),
    cited  boolean NOT NULL,            -- else it was looked at beside: another time, another scope, the next best
    tenant text NOT NULL,
    PRIMARY KEY (answer, held)
);
CREATE INDEX answer_evidence_of_row ON answer_evidence (held);

INSERT INTO answer_evidence (answer, held, kind, cited, tenant)
SELECT DISTINCT ON (a.id, c ->> 'id') a.id, (c ->> 'id')::uuid, c ->> 'kind', true, a.tenant
FROM answer a
CROSS JOIN LATERAL jsonb_array_elements(
    CASE jsonb_typeof(a.record -> 'citations') WHEN 'array' THEN a.record -> 'citations' ELSE '[]' END) c
WHERE c ->> 'kind' IN ('fact', 'passage');

-- The last link of a tenant, locked until the transaction ends: taken last, and held for a moment. A function of its own
-- statement by statement, so that it sees what the holder before has committed.
CREATE FUNCTION lock_chain(of_tenant text, OUT number bigint, OUT hash bytea, OUT at timestamptz)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1634955878, hashtext(of_tenant));
    SELECT r.number, r.hash INTO number, hash
    FROM sealed_record r
    WHERE r.tenant = of_tenant
    ORDER BY r.number DESC
    LIMIT 1;
    at := clock_timestamp();
END $$;

CREATE FUNCTION goes_on_from_the_last() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head record;
BEGIN
    SELECT * INTO head FROM lock_chain(NEW.tenant);
    IF NEW.number <> coalesce(head.number, 0) + 1
       OR NEW.previous <> coalesce(head.hash, decode(repeat('00', 32), 'hex')) THEN
        RAISE EXCEPTION 'record % does not go on from the last link of %', NEW.number, NEW.tenant;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER goes_on_from_the_last BEFORE INSERT ON sealed_record
    FOR EACH ROW EXECUTE FUNCTION goes_on_from_the_last();

CREATE FUNCTION stays_as_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are sealed and stay as they are', TG_TABLE_NAME;
END $$;
CREATE TRIGGER stays_as_sealed BEFORE UPDATE OR DELETE ON sealed_record
    FOR EACH ROW EXECUTE FUNCTION stays_as_sealed();
CREATE TRIGGER stays_as_sealed BEFORE UPDATE OR DELETE ON answer_evidence
    FOR EACH ROW EXECUTE FUNCTION stays_as_sealed();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON sealed_record EXECUTE FUNCTION stays_as_sealed();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON sealed_parts EXECUTE FUNCTION stays_as_sealed();

-- Of a part the eraser alone may take the words, once.
CREATE FUNCTION only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_user = 'asof_eraser' AND NEW.answer = OLD.answer AND NOT EXISTS (
        SELECT
        FROM jsonb_each(OLD.parts) before
        FULL JOIN jsonb_each(NEW.parts) after USING (key)
        WHERE after.value IS DISTINCT FROM before.value
          AND (before.value ? 'content'
               AND after.value = jsonb_build_object('tombstone', after.value -> 'tombstone')) IS NOT TRUE
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the parts of answer % are sealed and stay as they are', OLD.answer;
END $$;
CREATE TRIGGER only_erased BEFORE UPDATE OR DELETE ON sealed_parts FOR EACH ROW EXECUTE FUNCTION only_erased();

GRANT SELECT, UPDATE (parts) ON sealed_parts TO asof_eraser;

CREATE FUNCTION without_words(parts jsonb, names text[], tombstone text) RETURNS jsonb LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
    SELECT coalesce(jsonb_object_agg(key, CASE WHEN split_part(key, '/', 1) = ANY(names) AND value ? 'content'
                                               THEN jsonb_build_object('tombstone', tombstone) ELSE value END), parts)
    FROM jsonb_each(parts);
END;

-- Audit fails closed: an answer that is not sealed when its transaction ends is not kept, so it is not released.
CREATE FUNCTION is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM sealed_record WHERE answer = NEW.id) THEN
        RAISE EXCEPTION 'answer % is not sealed', NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER is_sealed AFTER INSERT ON answer DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION is_sealed();

-- What is erased of an answer goes from its record too, whoever erases it and why: the text that stands in its place is
-- the tombstone. The question is a part of its own; all others hold words of what was answered from.
CREATE FUNCTION seal_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.record ->> 'question' IS DISTINCT FROM OLD.record ->> 'question' THEN
        UPDATE sealed_parts
        SET parts = without_words(parts, '{question,context,prompt}', coalesce(NEW.record ->> 'question', 'erased'))
        WHERE answer = NEW.id;
    END IF;
    IF NEW.record - 'question' IS DISTINCT FROM OLD.record - 'question' THEN
        UPDATE sealed_parts
        SET parts = without_words(parts, '{output,evidence,prompt}', coalesce(NEW.record ->> 'text', 'erased'))
        WHERE answer = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER seal_follows AFTER UPDATE OF record ON answer FOR EACH ROW EXECUTE FUNCTION seal_follows();

-- What a turn leaves to later ones stands in the context of their answers.
CREATE FUNCTION seal_follows_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE sealed_parts p
    SET parts = without_words(p.parts, '{context,prompt}', 'An earlier turn was erased.')
    FROM turn t
    WHERE t.conversation = NEW.conversation AND t.number > NEW.number AND p.answer = t.answer;
    RETURN NULL;
END $$;
CREATE TRIGGER seal_follows_turn AFTER UPDATE OF text, recent ON turn FOR EACH ROW EXECUTE FUNCTION seal_follows_turn();
