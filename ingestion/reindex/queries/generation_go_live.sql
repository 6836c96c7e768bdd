UPDATE generation SET status = 'live', retired_at = NULL WHERE name = %(name)s AND status = 'building'
