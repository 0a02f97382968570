"""What is measured, and against what floor: `python -m bench` prints a table and writes `bench/latest.json`.

Every row starts what it needs by itself (a PostgreSQL with fsync on, `telemed serve` processes, a load client in a
process of its own), and ends it. CPU is read from the operating system: the server processes and the whole PostgreSQL
cluster, backends that have ended included; the load client is not counted. Measured runs and runs of the floor
alternate, so that a noisy neighbour disturbs both, and medians are reported.
"""
