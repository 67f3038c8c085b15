"""The parts of a running node, and how they run: each in a process of its own, or together."""
