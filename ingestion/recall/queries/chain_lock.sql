-- Held for a moment: who sealed an answer before is through, who seals one later sees what was recorded.
SELECT FROM lock_chain(%(tenant)s)
