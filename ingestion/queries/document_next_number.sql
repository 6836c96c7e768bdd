UPDATE document SET next_number = next_number + 1 WHERE id = %(document_id)s
