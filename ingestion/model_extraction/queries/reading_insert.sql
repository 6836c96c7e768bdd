INSERT INTO model_reading (tenant, digest, model, output, input_tokens, output_tokens, cost_usd, seconds)
VALUES (%(tenant)s, %(digest)s, %(model)s, %(output)s, %(input_tokens)s, %(output_tokens)s, %(cost_usd)s, %(seconds)s)
ON CONFLICT (tenant, digest) DO NOTHING;
