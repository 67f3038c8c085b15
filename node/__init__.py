"""A running process: it puts log, replica, transport and clock together for people to use."""
