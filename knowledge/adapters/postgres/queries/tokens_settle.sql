-- What was really taken, in the place of what was set aside.
WITH settled AS (
    UPDATE token_budget SET tokens = greatest(0, tokens + %(taken)s - %(reserved)s)
    WHERE tenant = %(tenant)s AND period = %(period)s
)
INSERT INTO model_use (tenant, period, model, purpose, requests, input_tokens, output_tokens, cost_usd, seconds)
VALUES (%(tenant)s, %(period)s, %(model)s, %(purpose)s, 1, %(input_tokens)s, %(output_tokens)s, %(cost_usd)s, %(seconds)s)
ON CONFLICT (tenant, period, model, purpose) DO UPDATE
SET requests = model_use.requests + 1,
    input_tokens = model_use.input_tokens + excluded.input_tokens,
    output_tokens = model_use.output_tokens + excluded.output_tokens,
    cost_usd = CASE WHEN model_use.cost_usd IS NULL THEN excluded.cost_usd
                    ELSE model_use.cost_usd + coalesce(excluded.cost_usd, 0) END,
    seconds = model_use.seconds + excluded.seconds;
