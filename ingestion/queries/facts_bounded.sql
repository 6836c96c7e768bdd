-- Those of some facts that state their own window.
SELECT id, own_valid FROM fact_content WHERE id = ANY(%(facts)s) AND own_valid IS NOT NULL
