-- What is null stays. One that is enabled, or has another address, begins afresh.
UPDATE webhook
SET url = coalesce(%(url)s, url), description = coalesce(%(description)s, description),
    kinds = coalesce(%(kinds)s::text[], kinds), documents = coalesce(%(documents)s::text[], documents),
    predicates = coalesce(%(predicates)s::text[], predicates), status = coalesce(%(status)s, status),
    disabled_reason = CASE coalesce(%(status)s, status)
        WHEN 'disabled' THEN coalesce(disabled_reason, 'disabled by ' || %(actor)s) END,
    failures = CASE WHEN %(afresh)s THEN 0 ELSE failures END,
    failing_since = CASE WHEN %(afresh)s THEN NULL ELSE failing_since END,
    rests_until = CASE WHEN %(afresh)s THEN NULL ELSE rests_until END,
    changed_at = clock_timestamp()
WHERE tenant = %(tenant)s AND id = %(id)s
