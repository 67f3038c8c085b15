"""The production replica under Jepsen's Maelstrom: another judge than our own checkers."""
