SELECT count(*) AS rows FROM passage
