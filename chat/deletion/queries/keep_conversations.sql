UPDATE tenant SET conversations_kept = %(kept)s WHERE name = %(tenant)s;
