"""Drills: what an operator should have done once before it is needed, as programs that show whether it works.

    script/drill --list
    script/drill redis-loss database-failover

Each drill makes an installation of its own in a temporary folder, starts the servers that it needs on loopback ports,
breaks what it is about, and compares what is true then with what must be. It never opens an installation that is in
use: `drills/rehearsal.py` makes the only one that a drill sees. ADR 0052 says why drills use the tests' servers.

One module for each drill, with `ABOUT` (a sentence) and `run(drill)`; `drills/catalogue.py` lists them.
"""
