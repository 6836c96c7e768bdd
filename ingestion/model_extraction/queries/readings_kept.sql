SELECT digest, output FROM model_reading WHERE tenant = %(tenant)s AND digest = ANY(%(digests)s);
