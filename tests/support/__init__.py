"""Throwaway PostgreSQL, Redis and coturn, a browser, and processes that are always ended.

Everything here is a context manager with a bounded wait: what a test starts is gone when its block ends, by process
id and never by name, also when the test failed.

    with throwaway_postgres(fsync=False) as server:
        url = server.create_database("clinic")          # postgresql://postgres@127.0.0.1:PORT/clinic
    with throwaway_redis() as url: ...                   # redis://127.0.0.1:PORT/0
    with throwaway_turn(secret="...") as turn: ...       # turn.url, turn.realm
    with running([python, "-m", "..."], env={...}) as process: ...
"""
