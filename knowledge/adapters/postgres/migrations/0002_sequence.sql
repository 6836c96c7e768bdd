-- A document's sequence on both axes: which version speaks from when, as known when. Whoever repairs an upload (another
-- date, another text, or gone altogether) retires an entry and records another: what was believed before stays readable.

CREATE TABLE entry (
    document_id  bigint NOT NULL REFERENCES document,
    number       integer NOT NULL,                     -- its place among entries of one date; stays when it is repaired
    version_id   bigint NOT NULL REFERENCES version,   -- what it says
    effective_at timestamptz NOT NULL,
    expires_at   timestamptz,
    recorded     tstzrange NOT NULL CHECK (NOT isempty(recorded)),
    cause        bigint NOT NULL REFERENCES version,   -- the upload or edit that recorded it
    CHECK (expires_at IS NULL OR expires_at > effective_at),
    EXCLUDE USING gist (
        int8range(document_id, document_id, '[]') WITH =, int4range(number, number, '[]') WITH =, recorded WITH &&
    )
);
CREATE INDEX entry_in_sequence ON entry (document_id, effective_at, number);
CREATE INDEX entry_of_version ON entry (version_id);
CREATE TRIGGER only_retire BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION only_retire();

INSERT INTO entry (document_id, number, version_id, effective_at, expires_at, recorded, cause)
SELECT document_id, number, id, effective_at, expires_at, tstzrange(recorded_at, NULL), id
FROM version
WHERE recorded_at IS NOT NULL;

-- A correction is an upload in the place of an entry; a redating moves one, a retraction takes one out.
ALTER TABLE version DROP CONSTRAINT version_kind_check;
ALTER TABLE version ADD CHECK (kind IN ('version', 'withdrawal', 'correction', 'redating', 'retraction'));
ALTER TABLE version ADD COLUMN corrects integer;       -- number of the version that it repairs
ALTER TABLE version ADD CHECK ((corrects IS NOT NULL) = (kind IN ('correction', 'redating', 'retraction')));
DROP INDEX version_in_sequence;

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

-- What changed between two dates: the instants at which facts begin and end.
CREATE INDEX fact_begins ON fact (tenant, lower(valid));
CREATE INDEX fact_ends ON fact (tenant, upper(valid));

-- What was published stays as it was: an upload may only be filled in, or discarded, before that. (An import is visible
-- from its first chunk on, and is described when it ends.)
CREATE FUNCTION stays_as_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'version % of document % is published and stays as it is', OLD.number, OLD.document_id;
END $$;
CREATE TRIGGER stays_as_published BEFORE UPDATE OR DELETE ON version FOR EACH ROW
    WHEN (OLD.recorded_at IS NOT NULL AND OLD.kind <> 'import') EXECUTE FUNCTION stays_as_published();
CREATE FUNCTION stays_as_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'answer % was given and stays as it is', OLD.id;
END $$;
CREATE TRIGGER stays_as_given BEFORE UPDATE OR DELETE ON answer FOR EACH ROW EXECUTE FUNCTION stays_as_given();
