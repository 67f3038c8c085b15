"""Conflict-free replicated data types, one per file, all proved by one law suite."""
