-- Repeated after a crash, an event is the one that stands.
INSERT INTO event (id, tenant, kind, document, about)
VALUES (%(id)s, %(tenant)s, %(kind)s, %(document)s, %(about)s)
ON CONFLICT (id) DO NOTHING
