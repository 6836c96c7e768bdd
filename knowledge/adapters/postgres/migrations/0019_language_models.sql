-- What language models took, and what they read out of documents.

-- Tokens that a tenant spent in a period, which begins on that day in UTC. Set aside before a request, settled after it:
-- what a process that died had set aside stays spent.
CREATE TABLE token_budget (
    tenant  text NOT NULL REFERENCES tenant,
    period  date NOT NULL,
    tokens  bigint NOT NULL CHECK (tokens >= 0),
    PRIMARY KEY (tenant, period)
);

-- The same by model and purpose, of requests that ended: counts alone, no words of a document.
CREATE TABLE model_use (
    tenant        text NOT NULL REFERENCES tenant,
    period        date NOT NULL,
    model         text NOT NULL,
    purpose       text NOT NULL,
    requests      bigint NOT NULL,
    input_tokens  bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost_usd      numeric,            -- of the requests whose price is known
    seconds       double precision NOT NULL,
    PRIMARY KEY (tenant, period, model, purpose)
);

-- What a model read out of one passage: the same passage, model and prompt give the same again. An erasure clears it.
CREATE TABLE model_reading (
    tenant        text NOT NULL REFERENCES tenant,
    digest        bytea NOT NULL,     -- SHA-256 of model, parameters and the whole prompt
    model         text NOT NULL,
    output        text NOT NULL,      -- as the model wrote it
    input_tokens  bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost_usd      numeric,
    seconds       double precision NOT NULL,
    read_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant, digest)
);
CREATE TABLE model_reading_use (
    version_id bigint NOT NULL REFERENCES version ON DELETE CASCADE,
    tenant     text NOT NULL,
    digest     bytea NOT NULL,
    PRIMARY KEY (version_id, digest),
    FOREIGN KEY (tenant, digest) REFERENCES model_reading ON DELETE CASCADE
);
CREATE INDEX model_reading_use_of_reading ON model_reading_use (tenant, digest);
GRANT SELECT, DELETE ON model_reading, model_reading_use TO asof_eraser;

-- What a model read out of a version's text, beside the rules: counts, tokens, cost and time.
CREATE TABLE version_extraction (
    version_id bigint PRIMARY KEY REFERENCES version ON DELETE CASCADE,
    told       jsonb NOT NULL
);
GRANT SELECT, DELETE ON version_extraction TO asof_eraser;
