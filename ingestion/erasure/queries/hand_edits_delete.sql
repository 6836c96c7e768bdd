DELETE FROM hand_edit WHERE fact = ANY(%(facts)s) OR instead = ANY(%(facts)s)
