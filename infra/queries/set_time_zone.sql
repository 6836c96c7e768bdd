UPDATE tenant SET time_zone = %(time_zone)s WHERE name = 'default' AND time_zone <> %(time_zone)s
