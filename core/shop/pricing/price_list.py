"""Which price of a product counts: by branch, customer group, quantity and date.

A rule counts from its moment on until its end, for its branch and group or for all. Of those
that count, the more particular one stands: a branch's own before the company's, then a group's
before everybody's, then that of the greater quantity, then the later one. Without any, the
product's own price stands. A future rule travels like any other and begins by the till's own
time, whether it hears anybody or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

NO_END_MS = 0
"""The end of a rule that has none."""


class PriceRule(NamedTuple):
    """A price of one product; empty words are everybody."""

    branch: str
    group: str
    from_quantity_milli: int
    from_ms: int
    until_ms: int
    price_minor: int
    """Below nothing: the rule was taken back."""


def price_at(
    rules: Iterable[PriceRule],
    own_minor: int,
    *,
    branch: str,
    group: str,
    quantity_milli: int,
    at_ms: int,
) -> int:
    """Return the price of one unit that counts for this sale."""
    counting = [
        rule
        for rule in rules
        if rule.branch in ("", branch)
        and rule.group in ("", group)
        and rule.from_quantity_milli <= quantity_milli
        and rule.from_ms <= at_ms
        and (rule.until_ms == NO_END_MS or at_ms < rule.until_ms)
        and rule.price_minor >= 0
    ]
    return max(counting, key=_particular).price_minor if counting else own_minor


def _particular(rule: PriceRule) -> tuple[bool, bool, int, int]:
    return bool(rule.branch), bool(rule.group), rule.from_quantity_milli, rule.from_ms
