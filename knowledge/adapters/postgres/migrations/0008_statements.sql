-- A vector of every statement, pooled from its passage's own pass through the model.

-- {start, end} of each statement in reading order, in characters of the document from the passage's start. They belong
-- to what a content is. Null: recorded before statements were known.
ALTER TABLE passage_content ADD COLUMN statements integer[]
    CHECK (array_ndims(statements) = 2 AND array_length(statements, 2) = 2);

-- In the order of the content's statements; null for one that stands behind what the model reads. None of an embedder
-- that has no vectors of tokens. External: floats do not compress, and trying costs more than the insert.
ALTER TABLE embedding ADD COLUMN statements halfvec[];
ALTER TABLE embedding ALTER COLUMN statements SET STORAGE EXTERNAL;

-- The key of an embedding: what it is made from, the text and where its statements stand. No text holds a zero byte.
CREATE FUNCTION embedding_key(embedded_text text, statements integer[]) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(embedded_text, 'UTF8') || coalesce('\x00'::bytea || convert_to(statements::text, 'UTF8'), ''));

COMMENT ON COLUMN passage_content.embedding_hash IS 'embedding_key(embedded_text, statements)';
