-- The newest first. `undone` is no status of the row: an undo is an edit of its own.
SELECT i.id, i.document, i.version, i.ingestion_id, i.kind, i.status, i.rule, r.name AS rule_name, i.outcome_digest, '[]'::jsonb AS edits,
       i.facts_added, i.facts_superseded, i.facts_removed, i.share_going, i.asked, i.differs, i.opened_at, i.decided_at,
       v.effective_at, v.actor, v.reason, cardinality(i.passages) AS passages_going,
       EXISTS (SELECT FROM version u WHERE u.document_id = i.document_id AND u.kind = 'undo' AND u.corrects = i.version
               AND u.recorded_at IS NOT NULL) AS undone
FROM invalidation i LEFT JOIN rule r ON r.id = i.rule LEFT JOIN version v ON v.id = i.version_id
WHERE i.tenant = %(tenant)s
  AND (%(statuses)s::text[] IS NULL OR i.status = ANY(%(statuses)s))
  AND (%(document)s::text IS NULL OR i.document = %(document)s)
  AND (%(before)s::uuid IS NULL
       OR (i.opened_at, i.id) < (SELECT opened_at, id FROM invalidation WHERE id = %(before)s AND tenant = %(tenant)s))
ORDER BY i.opened_at DESC, i.id DESC
LIMIT %(limit)s
