"""Prices in, lines out: pure functions in whole numbers, without a clock or a catalogue.

What they return is frozen in the sale and never worked out again.
"""
