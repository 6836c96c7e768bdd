-- Reading one key, and recording a million: each at the cost of what it touches.

-- A key as a point is exact (its id has less than 53 bits), and takes an index entry less than half the time of a range.
ALTER TABLE fact DROP CONSTRAINT fact_int8range_valid_recorded_excl;
ALTER TABLE fact ADD CONSTRAINT fact_of_a_key_never_overlaps EXCLUDE USING gist (
    point(key_source::double precision, key_source::double precision) WITH ~=, valid WITH &&, recorded WITH &&
);

-- A predicate that few of a source's facts have, or none. Cut short as in fact_content_look_up.
CREATE INDEX fact_content_predicate ON fact_content (document_id, left(lower(predicate), 200), id);

-- A page of changes is read in its order: by instant, then by key.
DROP INDEX fact_begins;
DROP INDEX fact_ends;
CREATE INDEX fact_begins ON fact (tenant, lower(valid), key_source);
CREATE INDEX fact_ends ON fact (tenant, upper(valid), key_source);

-- Import runs are listed, the newest first.
CREATE INDEX version_of_import ON version (tenant, id) WHERE kind = 'import';

-- What hangs on a document through its content or its key is of that document's tenant: these said it over again, at a
-- look-up for each row.
ALTER TABLE fact_content DROP CONSTRAINT fact_content_tenant_fkey;
ALTER TABLE fact_key DROP CONSTRAINT fact_key_tenant_fkey;
ALTER TABLE fact DROP CONSTRAINT fact_tenant_fkey;
ALTER TABLE fact DROP CONSTRAINT fact_document_id_fkey;
