"""The engine process, which owns the passage index and the embedding model, and the client of it."""
