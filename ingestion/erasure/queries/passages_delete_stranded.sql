-- As facts_delete_stranded; a passage holds for as long as its version speaks, always.
DELETE FROM passage p
USING passage_occurrence own
WHERE own.version_id = ANY(%(version_ids)s) AND p.content = own.passage AND NOT upper_inf(p.recorded)
  AND NOT EXISTS (
      SELECT
      FROM passage_occurrence o JOIN entry e ON e.version_id = o.version_id
      WHERE o.passage = p.content AND o.version_id <> ALL(%(version_ids)s) AND e.recorded && p.recorded
        AND p.valid @> e.effective_at
  )
RETURNING p.id
