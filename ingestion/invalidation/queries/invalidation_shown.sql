SELECT i.id, i.document, i.version, i.ingestion_id, i.kind, i.status, i.rule, r.name AS rule_name, i.outcome_digest, i.edits,
       i.facts_added, i.facts_superseded, i.facts_removed, i.share_going, i.asked, i.differs, i.opened_at, i.decided_at,
       v.effective_at, v.actor, v.reason, cardinality(i.passages) AS passages_going,
       EXISTS (SELECT FROM version u WHERE u.document_id = i.document_id AND u.kind = 'undo' AND u.corrects = i.version
               AND u.recorded_at IS NOT NULL) AS undone, i.passages
FROM invalidation i LEFT JOIN rule r ON r.id = i.rule LEFT JOIN version v ON v.id = i.version_id
WHERE i.tenant = %(tenant)s AND i.id = %(id)s
