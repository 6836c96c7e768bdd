-- What happened, for whoever is told of it; and the questions whose answers are watched.

-- Written in the transaction that makes it true. `about` names things by id and carries no text of a document, so that an
-- erasure leaves nothing here to clear.
CREATE TABLE event (
    id          uuid PRIMARY KEY,
    ordinal     bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    tenant      text NOT NULL REFERENCES tenant,
    kind        text NOT NULL,             -- knowledge.events.EventKind
    document    text,                      -- slug, where it is about one
    about       jsonb NOT NULL DEFAULT '{}',
    happened_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX event_of_tenant ON event (tenant, ordinal);

CREATE FUNCTION stays_as_it_happened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'event % happened and stays as it is', OLD.id;
END $$;
CREATE TRIGGER stays_as_it_happened BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION stays_as_it_happened();

-- A question with the answer that is right as of a date: the gate of a re-index asks it, and a dry run.
CREATE TABLE golden_question (
    id         uuid PRIMARY KEY,
    tenant     text NOT NULL REFERENCES tenant,
    question   text NOT NULL CHECK (question <> ''),
    as_of      timestamptz,                -- null: as of the moment it is asked
    document   text,                       -- slug that must be cited first, where that matters
    answer     text,                       -- words that the answer must hold; null: that nothing is stated
    actor      text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE NULLS NOT DISTINCT (tenant, question, as_of)
);
