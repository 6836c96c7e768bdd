-- Of one tenant, the latest period first.
SELECT u.period, u.model, u.purpose, u.requests, u.input_tokens, u.output_tokens, u.cost_usd, u.seconds
FROM model_use u
WHERE u.tenant = %(tenant)s
ORDER BY u.period DESC, u.model, u.purpose
LIMIT %(limit)s;
