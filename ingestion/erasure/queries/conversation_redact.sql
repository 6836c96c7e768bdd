UPDATE conversation SET title = NULL WHERE id = %(id)s
