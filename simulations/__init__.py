"""The same code in a virtual world: virtual network, clock and disk; faults and checkers.

This room sees all the others, and no other room sees it.
"""
