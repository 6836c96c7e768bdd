UPDATE generation SET status = 'retired', retired_at = clock_timestamp() WHERE status = 'live'
