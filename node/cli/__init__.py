"""The command line: every verb of a node, for people and, with ``--json``, for programs."""
