"""Mutants: core and replication with one mistake each, and whether the simulator sees it."""
