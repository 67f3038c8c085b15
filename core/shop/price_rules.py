"""Rules of what is charged: prices of a list, taxes of a class of goods, and roundings.

Each is set from a moment on, for one branch or for all, by a till that may be cut off. Setting
the same rule again replaces it: ``revision`` is one more than that of what it replaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from core.errors import RefusedError
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import (
    GROUP_LENGTH_MAX,
    LOCATION_LENGTH_MAX,
    RATE_PPM_MAX,
    SKU_LENGTH_MAX,
    TAXES_OF_CLASS_MAX,
    WORD_LENGTH_MAX,
    check_word,
)
from core.shop.pricing.price_list import NO_END_MS, PriceRule
from core.shop.pricing.tax import Tax

STEP_MINOR_MAX = 10_000
"""Largest step of cash rounding: the smallest coin of any currency is below it."""


class PriceSetting(ShopAggregate):
    """One price of a list, set."""

    TOPIC = "price"

    class Created(ShopAggregate.Created):
        """A price was set, or taken back when it is below nothing."""

        TOPIC = kinds.PRICE_SET
        sku: str
        rule: tuple[str, str, int, int, int, int]
        revision: int

    sku: str
    rule: tuple[str, str, int, int, int, int]
    revision: int

    @classmethod
    def decide(
        cls, *, id: UUID, timestamp: datetime, sku: str, rule: PriceRule, revision: int
    ) -> Self:
        """Decide that a price counts; raises :class:`RefusedError` when it makes no sense."""
        check_word("An SKU", sku, SKU_LENGTH_MAX)
        check_word("A branch", rule.branch, LOCATION_LENGTH_MAX, empty=True)
        check_word("A customer group", rule.group, GROUP_LENGTH_MAX, empty=True)
        if not 0 <= rule.from_quantity_milli <= QUANTITY_MILLI_MAX:
            raise RefusedError("A price counts from a quantity of nothing or more.")
        if rule.until_ms != NO_END_MS and rule.until_ms <= rule.from_ms:
            raise RefusedError("A price must end after it begins.")
        if not -1 <= rule.price_minor <= AMOUNT_MINOR_MAX:
            raise RefusedError("A price must not be negative or absurdly large.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            sku=sku,
            rule=tuple(rule),
            revision=revision,
        )


class TaxSetting(ShopAggregate):
    """The taxes of one class of goods, set."""

    TOPIC = "tax"

    class Created(ShopAggregate.Created):
        """The taxes of a class were set; none mean that it is not taxed."""

        TOPIC = kinds.TAX_SET
        tax_class: str
        branch: str
        from_ms: int
        taxes: tuple[Tax, ...]
        revision: int

    tax_class: str
    branch: str
    from_ms: int
    taxes: tuple[Tax, ...]
    revision: int

    @classmethod
    def decide(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        tax_class: str,
        branch: str,
        from_ms: int,
        taxes: Sequence[Tax],
        revision: int,
    ) -> Self:
        """Decide how a class is taxed; raises :class:`RefusedError` when it makes no sense."""
        check_word("A tax class", tax_class, WORD_LENGTH_MAX, empty=True)
        check_word("A branch", branch, LOCATION_LENGTH_MAX, empty=True)
        if len(taxes) > TAXES_OF_CLASS_MAX:
            raise RefusedError(f"A class of goods has at most {TAXES_OF_CLASS_MAX} taxes.")
        if len({tax.name for tax in taxes}) < len(taxes):
            raise RefusedError("Each tax of a class of goods needs a name of its own.")
        for tax in taxes:
            check_word("A tax's name", tax.name, WORD_LENGTH_MAX)
            if not 0 <= tax.rate_ppm <= RATE_PPM_MAX:
                raise RefusedError(f"The rate of {tax.name} is out of bounds.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            tax_class=tax_class,
            branch=branch,
            from_ms=from_ms,
            taxes=tuple(taxes),
            revision=revision,
        )


class RoundingSetting(ShopAggregate):
    """How a branch or the company rounds, set."""

    TOPIC = "rounding"

    class Created(ShopAggregate.Created):
        """It was set to which coins cash is rounded, and whether taxes are by receipt."""

        TOPIC = kinds.ROUNDING_SET
        branch: str
        from_ms: int
        cash_step_minor: int
        by_receipt: int
        revision: int

    branch: str
    from_ms: int
    cash_step_minor: int
    by_receipt: int
    revision: int

    @classmethod
    def decide(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        branch: str,
        from_ms: int,
        cash_step_minor: int,
        by_receipt: bool,
        revision: int,
    ) -> Self:
        """Decide how to round; raises :class:`RefusedError` when it makes no sense."""
        check_word("A branch", branch, LOCATION_LENGTH_MAX, empty=True)
        if not 0 <= cash_step_minor <= STEP_MINOR_MAX:
            raise RefusedError("Cash is rounded to a coin, which is worth little.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            branch=branch,
            from_ms=from_ms,
            cash_step_minor=cash_step_minor,
            by_receipt=int(by_receipt),
            revision=revision,
        )
