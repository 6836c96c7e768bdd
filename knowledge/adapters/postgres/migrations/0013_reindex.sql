-- Re-indexing blue/green: one row a run, from which a lost workflow is started again; and the schedules that begin runs.

ALTER TABLE generation ADD COLUMN retired_at timestamptz;

-- Holds counts and ids, no words of a document: an erasure finds nothing here to clear.
CREATE TABLE reindex (
    id           uuid PRIMARY KEY,
    ordinal      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    tenant       text NOT NULL REFERENCES tenant,  -- who asked; one index serves all tenants
    actor        text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('rebuild', 'rollback')),
    schedule     text,                     -- name of the schedule that began it
    before       text,                     -- the generation that was live when it began
    generation   text NOT NULL,            -- the one that is to go live
    model        text NOT NULL,
    precision    text NOT NULL,
    min_golden   double precision NOT NULL CHECK (min_golden BETWEEN 0 AND 1),
    min_recall   double precision NOT NULL CHECK (min_recall BETWEEN 0 AND 1),
    status       text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done', 'failed', 'cancelled')),
    stage        text NOT NULL DEFAULT 'accepted',
    cancelling   boolean NOT NULL DEFAULT false,
    checkpoint   uuid,                     -- of the passages, in the order of their ids, up to here all are put
    done         bigint NOT NULL DEFAULT 0,
    total        bigint NOT NULL DEFAULT 0,
    embedded     bigint NOT NULL DEFAULT 0,  -- texts that went through the model
    faults       integer NOT NULL DEFAULT 0,
    report       jsonb NOT NULL DEFAULT '{}',  -- what the gate found: counts, shares, ids of golden questions
    error        text,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    caught_up_at timestamptz,              -- whatever was published before this instant stands in it
    live_at      timestamptz,              -- when readers went over to it
    finished_at  timestamptz,              -- when nothing of it was left to do
    CHECK (status = 'running' OR status = 'done' OR finished_at IS NOT NULL)
);
CREATE UNIQUE INDEX one_reindex_at_a_time ON reindex ((true)) WHERE finished_at IS NULL;
CREATE INDEX reindex_of_tenant ON reindex (tenant, ordinal);

-- The truth of what Temporal drives: one that it lost is made again from here.
CREATE TABLE reindex_schedule (
    tenant          text NOT NULL REFERENCES tenant,
    name            text NOT NULL,
    cron            text NOT NULL,
    time_zone       text NOT NULL,
    overlap         text NOT NULL CHECK (overlap IN ('skip', 'buffer_one', 'buffer_all')),
    catch_up_s      bigint NOT NULL CHECK (catch_up_s > 0),  -- what was missed for longer is not made up for
    paused          boolean NOT NULL DEFAULT false,
    min_golden      double precision NOT NULL CHECK (min_golden BETWEEN 0 AND 1),
    min_recall      double precision NOT NULL CHECK (min_recall BETWEEN 0 AND 1),
    actor           text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant, name)
);
