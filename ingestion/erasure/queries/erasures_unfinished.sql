SELECT tenant, id FROM erasure WHERE status = 'running' ORDER BY requested_at
