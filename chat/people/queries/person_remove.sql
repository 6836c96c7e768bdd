UPDATE person SET removed_at = clock_timestamp() WHERE tenant = %(tenant)s AND id = %(id)s AND removed_at IS NULL;
