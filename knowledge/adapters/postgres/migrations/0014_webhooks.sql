-- Who is told of what, and how far the telling is. Nothing here holds words of a document but what a person typed as a filter,
-- and a few words of what a receiver answered: both are cleared by an erasure.

-- Events that nobody has looked at yet. Transactions do not commit in the order in which their events are numbered: who only
-- remembered the last number would miss some. The row goes in the transaction that makes the deliveries.
CREATE TABLE event_waiting (
    event uuid PRIMARY KEY REFERENCES event,
    since bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX event_waiting_longest ON event_waiting (since);
CREATE FUNCTION waits_to_be_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO event_waiting (event) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER waits_to_be_told AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION waits_to_be_told();

CREATE TABLE webhook (
    id              uuid PRIMARY KEY,
    tenant          text NOT NULL REFERENCES tenant,
    url             text NOT NULL,
    description     text NOT NULL DEFAULT '',
    kinds           text[] NOT NULL DEFAULT '{}',   -- of these filters an empty one admits all
    documents       text[] NOT NULL DEFAULT '{}',   -- slugs
    predicates      text[] NOT NULL DEFAULT '{}',
    -- The secret itself is not kept: it derives from a key outside the database, the id and this number.
    secret_number   integer NOT NULL DEFAULT 1,
    secret_digest   bytea NOT NULL,                 -- SHA-256: notices that the key is another one
    previous_until  timestamptz,                    -- the secret of the number before signs beside it until then
    status          text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
    disabled_reason text,
    failures        integer NOT NULL DEFAULT 0,     -- in a row
    failing_since   timestamptz,
    rests_until     timestamptz,                    -- after failures in a row nothing is sent before
    actor           text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((status = 'disabled') = (disabled_reason IS NOT NULL)),
    CHECK ((failures > 0) = (failing_since IS NOT NULL))
);
CREATE INDEX webhook_of_tenant ON webhook (tenant, created_at, id);

-- One for each event and webhook. What waits is due at `next_attempt_at`: from it a lost workflow is started again.
CREATE TABLE delivery (
    id              uuid PRIMARY KEY,
    webhook         uuid NOT NULL REFERENCES webhook ON DELETE CASCADE,
    event           uuid NOT NULL REFERENCES event,
    ordinal         bigint GENERATED ALWAYS AS IDENTITY,
    status          text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'dead')),
    attempts        integer NOT NULL DEFAULT 0,     -- since it was made, or sent again
    next_attempt_at timestamptz,
    attempted_at    timestamptz,
    answered        integer,                        -- HTTP status of the last attempt
    error           text,                           -- why the last attempt failed, in our words
    excerpt         text CHECK (length(excerpt) <= 200),  -- of what was answered then
    since           timestamptz NOT NULL DEFAULT clock_timestamp(),  -- it was made, or sent again
    UNIQUE (webhook, event),
    CHECK ((status = 'waiting') = (next_attempt_at IS NOT NULL))
);
CREATE INDEX delivery_due ON delivery (webhook, next_attempt_at) WHERE status = 'waiting';
CREATE INDEX delivery_listed ON delivery (webhook, ordinal);
CREATE INDEX delivery_dead ON delivery (webhook, ordinal) WHERE status = 'dead';
CREATE INDEX delivery_done ON delivery (attempted_at) WHERE status = 'delivered';
CREATE INDEX delivery_of_event ON delivery (event);

-- Publications after which somebody wants to know whether documents disagree that agreed before.
CREATE TABLE conflict_look (
    event uuid PRIMARY KEY REFERENCES event,
    tries integer NOT NULL DEFAULT 0
);

GRANT SELECT, UPDATE (excerpt) ON delivery TO asof_eraser;
GRANT SELECT, UPDATE (predicates, description) ON webhook TO asof_eraser;
GRANT SELECT ON event TO asof_eraser;
