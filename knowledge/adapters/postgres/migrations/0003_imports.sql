-- A bulk import is a source as a document is, but has no text: each run of it is an entry of kind 'import', the cause of
-- the rows that it recorded. Such an entry governs nothing, and what it brought stands in no version.

ALTER TABLE document ADD COLUMN kind text NOT NULL DEFAULT 'document' CHECK (kind IN ('document', 'import'));

ALTER TABLE version DROP CONSTRAINT version_kind_check;
ALTER TABLE version ADD CONSTRAINT version_kind_check CHECK (
    kind IN ('version', 'withdrawal', 'correction', 'redating', 'retraction', 'import')
);
ALTER TABLE version ADD CONSTRAINT an_import_governs_nothing CHECK (kind <> 'import' OR effective_at IS NULL);

-- An import is listed in the order of its contents' ids.
DROP INDEX fact_content_of_document;
CREATE INDEX fact_content_of_document ON fact_content (document_id, id);

-- What a look-up by subject, or by subject and predicate, goes by. Cut short: an index entry has at most 2,704 bytes.
DROP INDEX fact_content_subject;
CREATE INDEX fact_content_look_up
    ON fact_content (tenant, left(lower(subject), 200), left(lower(predicate), 200));
