-- Waits for answers that are being kept; none is let in until the commit. See rests_on_what_stands.
SELECT pg_advisory_xact_lock(1634955877, hashtext(%(tenant)s))
