SELECT passages_new, passages_kept, facts_added, facts_superseded, facts_removed FROM ingestion WHERE id = %(id)s
