"""Who knows what: anti-entropy and gossip as a sans-IO state machine, and one transport.

This room sees ``core`` only; it opens no files, reads no clock and rolls no dice.
"""
