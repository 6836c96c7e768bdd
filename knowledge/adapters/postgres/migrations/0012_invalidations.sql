-- Review of what closes or replaces facts: rules, proposals and decisions; and facts that lapse unless they are confirmed.

-- The first enabled rule that holds, by position, decides whether a publication applies at once or waits for a person.
-- A condition that is null asks nothing.
CREATE TABLE rule (
    id             uuid PRIMARY KEY,
    tenant         text NOT NULL REFERENCES tenant,
    name           text NOT NULL CHECK (name <> ''),
    position       integer NOT NULL,
    enabled        boolean NOT NULL DEFAULT true,
    outcome        text NOT NULL CHECK (outcome IN ('apply', 'wait')),
    documents      text[],                 -- slugs
    kinds          text[],                 -- knowledge.revision.Happening
    predicate      text,                   -- words that the predicate of an edited fact holds
    share_over     double precision CHECK (share_over BETWEEN 0 AND 1),
    likeness_under double precision CHECK (likeness_under BETWEEN 0 AND 1),
    outranked      boolean NOT NULL DEFAULT false,
    past_days      integer CHECK (past_days >= 0),   -- it took effect more than so many days before it came
    actor          text NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (tenant, name)
);
CREATE INDEX rule_in_order ON rule (tenant, position, id);

-- What every tenant begins with; it may change them and switch them off.
CREATE FUNCTION begin_with_rules(of_tenant text) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO rule (id, tenant, name, position, outcome, kinds, share_over, past_days, actor) VALUES
        (gen_random_uuid(), of_tenant, 'what a person decided, with a reason, applies', 100, 'apply',
         '{withdrawal,retraction,redating,undo}', NULL, NULL, 'asof'),
        -- A history that is loaded: it has been in force, whoever looks at it now.
        (gen_random_uuid(), of_tenant, 'a version that took effect over 90 days before it came applies', 150, 'apply',
         '{version}', NULL, 90, 'asof'),
        (gen_random_uuid(), of_tenant, 'a text that retires more than 40% of its document''s facts waits', 200, 'wait',
         '{version,correction,re-extraction}', 0.4, NULL, 'asof'),
        (gen_random_uuid(), of_tenant, 'changes inside a document''s own versions apply', 300, 'apply', NULL, NULL, NULL,
         'asof');
END;
CREATE FUNCTION begins_with_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM begin_with_rules(NEW.name);
    RETURN NULL;
END $$;
CREATE TRIGGER begins_with_rules AFTER INSERT ON tenant FOR EACH ROW EXECUTE FUNCTION begins_with_rules();
SELECT begin_with_rules(name) FROM tenant;

-- One publication that closes or replaces facts, as it was planned: ids, windows and numbers, no words. Both instants are
-- of recorded time, so that "under review" is a thing that was known at a time.
CREATE TABLE invalidation (
    id               uuid PRIMARY KEY,
    tenant           text NOT NULL REFERENCES tenant,
    document_id      bigint NOT NULL REFERENCES document ON DELETE CASCADE,
    document         text NOT NULL,        -- slug
    version          integer NOT NULL,     -- number in the document's sequence
    version_id       bigint REFERENCES version ON DELETE SET NULL,
    ingestion_id     uuid NOT NULL,
    kind             text NOT NULL,        -- knowledge.revision.Happening
    status           text NOT NULL CHECK (status IN ('waiting', 'approved', 'applied', 'rejected')),
    rule             uuid,                 -- that decided; null: none held
    outcome_digest   text NOT NULL,        -- of what would become of facts and passages
    edits            jsonb NOT NULL,
    passages         uuid[] NOT NULL,      -- rows that would be retired
    facts_added      integer NOT NULL,
    facts_superseded integer NOT NULL,
    facts_removed    integer NOT NULL,
    share_going      double precision NOT NULL,
    asked            integer NOT NULL DEFAULT 1,   -- how often a person was shown an outcome
    differs          jsonb NOT NULL DEFAULT '{}',  -- keys that came out otherwise than the time before
    approved_digest  text,
    opened_at        timestamptz NOT NULL,
    decided_at       timestamptz,
    CHECK ((status IN ('applied', 'rejected')) = (decided_at IS NOT NULL)),
    CHECK (status <> 'approved' OR approved_digest IS NOT NULL)
);
CREATE INDEX invalidation_of_tenant ON invalidation (tenant, opened_at, id);
CREATE INDEX invalidation_of_version ON invalidation (version_id);
CREATE INDEX invalidation_of_document ON invalidation (document_id);
CREATE INDEX invalidation_open ON invalidation (tenant, document) WHERE status IN ('waiting', 'approved');
-- What waited for a person at some time: few, while applied ones are many.
CREATE INDEX invalidation_reviewed ON invalidation (tenant, document, opened_at) WHERE decided_at IS DISTINCT FROM opened_at;

-- What a person decided. Until it has an outcome it is also the work order, from which a lost workflow is started again.
CREATE TABLE invalidation_decision (
    id           uuid PRIMARY KEY,
    invalidation uuid NOT NULL REFERENCES invalidation ON DELETE CASCADE,
    verb         text NOT NULL CHECK (verb IN ('approve', 'reject', 'undo')),
    shown        text,                     -- digest of the outcome that was approved
    actor        text NOT NULL,
    reason       text NOT NULL CHECK (reason <> ''),
    outcome      text CHECK (outcome IN ('applied', 'rejected', 'undone', 'asked again', 'void')),
    problem      jsonb,
    undo         uuid,                     -- the ingestion of the undo
    made_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at      timestamptz
);
CREATE INDEX decision_of_invalidation ON invalidation_decision (invalidation, made_at);
CREATE UNIQUE INDEX one_decision_at_a_time ON invalidation_decision (invalidation) WHERE outcome IS NULL;

ALTER TABLE ingestion DROP CONSTRAINT ingestion_status_check;
ALTER TABLE ingestion ADD CONSTRAINT ingestion_status_check
    CHECK (status IN ('queued', 'running', 'waiting', 'done', 'failed'));

-- "Facts of this kind lapse so many months after they were last confirmed."
CREATE TABLE expiry_rule (
    id          uuid PRIMARY KEY,
    tenant      text NOT NULL REFERENCES tenant,
    name        text NOT NULL CHECK (name <> ''),
    enabled     boolean NOT NULL DEFAULT true,
    documents   text[],                    -- slugs
    predicate   text,                      -- words that the predicate holds
    months      integer NOT NULL CHECK (months BETWEEN 1 AND 1200),
    remind_days integer NOT NULL CHECK (remind_days BETWEEN 0 AND 3650),
    actor       text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (tenant, name),
    CHECK (documents IS NOT NULL OR predicate IS NOT NULL)
);

-- That a person looked at a fact and found that it still holds. Without words of the document.
CREATE TABLE confirmation (
    id           uuid PRIMARY KEY,
    tenant       text NOT NULL REFERENCES tenant,
    document_id  bigint NOT NULL REFERENCES document ON DELETE CASCADE,
    fact         uuid NOT NULL REFERENCES fact_content ON DELETE CASCADE,   -- what is stated
    confirmed_at timestamptz NOT NULL,
    actor        text NOT NULL,
    reason       text NOT NULL CHECK (reason <> '')
);
CREATE INDEX confirmation_of_fact ON confirmation (fact, confirmed_at);

-- What an expiry rule has done about a fact since it was last confirmed: reminded, ended it, and taken that back.
CREATE TABLE lapse (
    rule         uuid NOT NULL REFERENCES expiry_rule ON DELETE CASCADE,
    fact         uuid NOT NULL REFERENCES fact_content ON DELETE CASCADE,   -- what is stated
    confirmed_at timestamptz NOT NULL,
    document_id  bigint NOT NULL REFERENCES document ON DELETE CASCADE,
    lapses_at    timestamptz NOT NULL,
    reminded_at  timestamptz,
    edit         integer,                  -- the edit by hand that ended it, in the document's sequence
    taken_back   integer,                  -- the undo of that edit
    PRIMARY KEY (rule, fact, confirmed_at)
);
CREATE INDEX lapse_of_fact ON lapse (fact);
CREATE INDEX lapse_of_document ON lapse (document_id);

GRANT SELECT, DELETE ON invalidation, confirmation, lapse TO asof_eraser;
