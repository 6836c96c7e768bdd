SELECT parsed_text IS NOT NULL AS prepared FROM version WHERE id = %(version_id)s FOR UPDATE
