"""The database: one engine, short sessions, two dialects, named constraints."""
