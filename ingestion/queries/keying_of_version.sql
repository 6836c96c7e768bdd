SELECT facts, keys FROM keying WHERE version_id = %(version_id)s
