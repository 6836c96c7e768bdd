SELECT tenant, id FROM expiry_rule WHERE enabled
