-- Until the transaction ends: a prepared statement is run by one plan for whatever it is given.
SELECT set_config('plan_cache_mode', 'force_generic_plan', true)
