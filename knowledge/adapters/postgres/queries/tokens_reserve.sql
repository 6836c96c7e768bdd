-- A row where the period has so many left; none where it has not.
INSERT INTO token_budget (tenant, period, tokens)
SELECT %(tenant)s, %(period)s, %(tokens)s WHERE %(tokens)s <= %(most)s
ON CONFLICT (tenant, period) DO UPDATE SET tokens = token_budget.tokens + excluded.tokens
WHERE token_budget.tokens + excluded.tokens <= %(most)s
RETURNING tokens;
