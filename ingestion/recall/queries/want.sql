WITH stands AS (
    SELECT answer, tenant FROM answer_standpoint WHERE answer = %(answer)s AND tenant = %(tenant)s
), wanted AS (
    INSERT INTO recall_wanted (answer, tenant) SELECT answer, tenant FROM stands ON CONFLICT DO NOTHING
)
SELECT answer FROM stands
