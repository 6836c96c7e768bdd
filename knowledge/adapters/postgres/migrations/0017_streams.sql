-- What a conversation tells while it works, and what became of each attempt at a message.

-- The number of the last event on its stream, answers included: counted under the row's lock, so that whoever has seen
-- one number has seen all before it.
ALTER TABLE conversation ADD COLUMN streamed bigint NOT NULL DEFAULT 0;
ALTER TABLE turn ADD COLUMN streamed bigint;
UPDATE turn SET streamed = number;
UPDATE conversation c SET streamed = (SELECT max(t.number) FROM turn t WHERE t.conversation = c.id)
WHERE EXISTS (SELECT FROM turn t WHERE t.conversation = c.id);
ALTER TABLE turn ALTER COLUMN streamed SET NOT NULL;
CREATE UNIQUE INDEX turn_on_stream ON turn (conversation, streamed);

-- One attempt of a worker to answer a message. Without an end: it runs, or its worker died.
CREATE TABLE turn_attempt (
    conversation uuid NOT NULL REFERENCES conversation ON DELETE CASCADE,
    message_id   text NOT NULL,
    attempt      integer NOT NULL,
    streamed     bigint,                   -- the event with which it began; null: it never reached the stream
    step         text NOT NULL CHECK (step IN ('at once', 'with patience')),
    worker       text NOT NULL,
    began_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at     timestamptz,
    outcome      text CHECK (outcome IN ('answered', 'failed', 'retried')),
    error        text,                     -- the slug of the leaf in knowledge.errors, or the name of a fault
    detail       text,
    PRIMARY KEY (conversation, message_id, attempt),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
);

-- Events but the answers, which are turns. Pruned after a while; numbers are never given twice.
CREATE TABLE stream_event (
    conversation uuid NOT NULL REFERENCES conversation ON DELETE CASCADE,
    number       bigint NOT NULL,
    message_id   text,                     -- null: about the conversation
    attempt      integer,
    kind         text NOT NULL CHECK (kind IN ('taken', 'stage', 'reset', 'token', 'failed', 'notice')),
    body         jsonb NOT NULL,
    written_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (conversation, number)
);
CREATE INDEX stream_event_by_age ON stream_event (written_at);

-- Whoever writes, readers hear of it with the commit.
CREATE FUNCTION tell_readers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('conversation_stream', a.conversation::text) FROM (SELECT DISTINCT conversation FROM added) AS a;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_readers AFTER INSERT ON stream_event
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tell_readers();
CREATE TRIGGER tell_readers AFTER INSERT ON turn
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tell_readers();

GRANT SELECT, DELETE ON stream_event TO asof_eraser;
GRANT SELECT, UPDATE (detail) ON turn_attempt TO asof_eraser;
