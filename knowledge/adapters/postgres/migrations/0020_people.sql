-- People who can be asked what no document states, and what they were asked in conversations.

-- Its secret is not kept: it derives from a key outside the database and the id.
CREATE TABLE person (
    id            uuid PRIMARY KEY,
    tenant        text NOT NULL REFERENCES tenant,
    name          text NOT NULL,
    url           text NOT NULL,
    secret_digest bytea NOT NULL,                 -- SHA-256: notices that the key is another one
    actor         text NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    removed_at    timestamptz                     -- asked no more; what was asked before still names it
);
CREATE UNIQUE INDEX person_by_name ON person (tenant, lower(name)) WHERE removed_at IS NULL;

-- One question to one person. Its row is written in the transaction that keeps the turn which asks; its id derives from
-- conversation, message and call, and is the id of every attempt to send it, and the message id of the answer's turn.
CREATE TABLE person_question (
    id              uuid PRIMARY KEY,
    tenant          text NOT NULL REFERENCES tenant,
    conversation    uuid NOT NULL REFERENCES conversation,
    message_id      text NOT NULL,                -- of the turn that asks
    call            text NOT NULL,                -- which of its calls: 'message', where the sender of the message asked
    person          uuid NOT NULL REFERENCES person,
    question        text NOT NULL,
    actor           text NOT NULL,
    status          text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'answered', 'cancelled', 'expired')),
    asked_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at      timestamptz NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,   -- to send it, counted when they begin
    next_attempt_at timestamptz DEFAULT clock_timestamp(),  -- while one is made: when it counts as lost; null: delivered
    delivered_at    timestamptz,
    error           text,                         -- why the last attempt failed, in our words
    answer          text,
    answered_by     text,                         -- as who answered calls themselves
    answered_at     timestamptz,
    closed_by       text,                         -- of a cancelled one
    closed_at       timestamptz,
    turn            integer,                      -- in which the answer stands
    UNIQUE (conversation, message_id, call),
    CHECK ((status = 'answered') = (answered_at IS NOT NULL)),
    CHECK ((status IN ('cancelled', 'expired')) = (closed_at IS NOT NULL))
);
CREATE INDEX person_question_listed ON person_question (tenant, asked_at DESC, id DESC);
-- What a conversation waits for, and what its workflow is started again for.
CREATE INDEX person_question_open ON person_question (conversation)
    WHERE status = 'waiting' OR (status = 'answered' AND turn IS NULL);

GRANT SELECT, UPDATE (question, answer, error) ON person_question TO asof_eraser;
