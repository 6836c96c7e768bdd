SELECT watermark FROM tenant WHERE name = %(tenant)s
