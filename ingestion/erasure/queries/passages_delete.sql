DELETE FROM passage WHERE content = ANY(%(passages)s) RETURNING id
