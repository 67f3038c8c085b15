"""Money as people of a language write it: the one format of screens, receipts and terminals.

Browsers and Babel format the same amount differently, so a browser is told what stands around
the digits and what between them, and puts no format of its own on money.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

from core.money import EXPONENT
from node.language.languages import checked_language, locale_name

GROUP_DIGITS = 3
"""Digits between two group separators, in all our languages."""

_DIGITS = "#,##0.00"
"""The digits in the pattern of a currency, in all our languages."""


@dataclass(frozen=True, slots=True)
class MoneyFormat:
    """How amounts of one currency are written in one language."""

    language: str
    currency: str
    symbol: str
    exponent: int
    """Decimals; an amount is an integer of so small a part."""
    decimal: str
    group: str
    group_digits: int
    before: str
    after: str
    """What stands around the digits, blanks that do not break included."""
    minus: str
    """What stands before all that when an amount is negative."""

    def text(self, amount_minor: int) -> str:
        """Return an amount as people write it."""
        major, minor = divmod(abs(amount_minor), 10**self.exponent)
        digits = str(major)
        head = len(digits) % self.group_digits
        groups = [digits[:head]] if head else []
        groups += [
            digits[at : at + self.group_digits]
            for at in range(head, len(digits), self.group_digits)
        ]
        sign = self.minus if amount_minor < 0 else ""
        number = f"{self.group.join(groups)}{self.decimal}{minor:0{self.exponent}d}"
        return f"{sign}{self.before}{number}{self.after}"


@cache
def money_format(language: str, currency: str) -> MoneyFormat:
    """Return how a currency is written; raises :class:`core.errors.RefusedError` of no language."""
    locale = Locale.parse(locale_name(checked_language(language)))
    before, digits, after = locale.currency_formats["standard"].pattern.partition(_DIGITS)
    assert digits, f"{language} writes money in a way that is not known here"
    symbol = get_currency_symbol(currency, locale)
    return MoneyFormat(
        language,
        currency,
        symbol,
        EXPONENT,
        get_decimal_symbol(locale),
        get_group_symbol(locale),
        GROUP_DIGITS,
        before.replace("¤", symbol),
        after.replace("¤", symbol),
        "-",
    )
