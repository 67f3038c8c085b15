"""What an auditor asks of logs: is every byte what its author sealed, and does it all add up?

Nothing here writes, and nothing here trusts what a node derived from its log.
"""
