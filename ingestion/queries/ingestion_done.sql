UPDATE ingestion
SET status = 'done', stage = 'published', done = total, error = NULL, passages_new = %(passages_new)s,
    passages_kept = %(passages_kept)s, facts_added = %(facts_added)s, facts_superseded = %(facts_superseded)s,
    facts_removed = %(facts_removed)s, changed_at = clock_timestamp()
WHERE id = %(id)s
