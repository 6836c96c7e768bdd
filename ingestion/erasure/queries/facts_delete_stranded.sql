-- Retired rows that stood only because a version spoke, whose contents others say too: no other version that says it
-- was known then; or the row begins where the version took effect, and no other one that says it took effect inside.
DELETE FROM fact f
USING fact_occurrence own
WHERE own.version_id = ANY(%(version_ids)s) AND f.content = own.fact AND NOT upper_inf(f.recorded)
  AND NOT EXISTS (
      SELECT
      FROM fact_occurrence o JOIN entry e ON e.version_id = o.version_id
      WHERE o.fact = f.content AND o.version_id <> ALL(%(version_ids)s) AND e.recorded && f.recorded
        AND (f.valid @> e.effective_at OR NOT EXISTS (
            SELECT FROM entry mine
            WHERE mine.version_id = ANY(%(version_ids)s) AND mine.recorded && f.recorded
              AND mine.effective_at = lower(f.valid)))
  )
