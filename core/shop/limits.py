"""Limits of the shop's words, checked when people type them and again when peers send them."""

from __future__ import annotations

SKU_LENGTH_MAX = 48
"""Longest SKU: the longest GS1 code in use is 48 digits, most have 13."""

NAME_LENGTH_MAX = 200
"""Longest name of a product: what two lines of a wide receipt can hold, twice over."""

WORD_LENGTH_MAX = 64
"""Longest branch, series, tender, reason, reference, department or customer number."""

LINES_MAX = 5_000
"""Most lines of one event; the longest real invoice seen has 1,114."""

TENDERS_MAX = 100
"""Most tenders of one sale: a party that pays with a hundred vouchers."""
