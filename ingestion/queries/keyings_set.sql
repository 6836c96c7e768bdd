UPDATE keying SET facts = %(facts)s, keys = %(keys)s WHERE version_id = %(version_id)s
