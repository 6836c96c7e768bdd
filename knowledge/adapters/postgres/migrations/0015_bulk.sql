-- What nobody waits for is taken in beside what a person sends, on a task queue of its own; a start-up must know which.
ALTER TABLE ingestion ADD COLUMN bulk boolean NOT NULL DEFAULT false;
-- Whether an upload would be a repeat is asked for thousands of files at once.
CREATE INDEX ingestion_repeats ON ingestion (tenant, document, repeat_key);
