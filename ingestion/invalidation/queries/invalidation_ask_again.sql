UPDATE invalidation
SET status = 'waiting', outcome_digest = %(outcome_digest)s, edits = %(edits)s, passages = %(passages)s,
    facts_added = %(facts_added)s, facts_superseded = %(facts_superseded)s, facts_removed = %(facts_removed)s,
    share_going = %(share_going)s, differs = %(differs)s, asked = asked + 1, approved_digest = NULL
WHERE id = %(id)s
