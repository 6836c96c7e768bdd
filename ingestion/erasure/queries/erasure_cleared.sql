-- Counts of one step beside those of the others; a step that runs again tells anew what it found.
UPDATE erasure SET report = report || %(report)s WHERE id = %(id)s AND status = 'running'
