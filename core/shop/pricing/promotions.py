"""What promotions take off a basket: the same for any order of its lines, and never too much.

An item gets one promotion at most, and the basket one besides:

1. Of every item, the percent or amount that takes most off it is looked up.
2. An n-for-m takes the pieces of all its items, the dearest first, in groups of n; the cheapest of
   each group are free. It is taken where it saves more than what those items would get by
   themselves; of several n-for-m the one that gains most goes first.
3. Every item that is left gets its own best promotion.
4. On what the basket then comes to, the basket promotion that saves most is taken.

Equal savings go to the promotion whose code comes first. Goods whose price somebody typed, or a
scale printed, are left alone by item promotions. Each promotion that takes something off is a
discount line with its name, so that taxes are worked out on what is really paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.money import divide_rounded
from core.quantity import MILLI
from core.shop.limits import PPM
from core.shop.lines import BASKET, PriceLine, discount_line
from core.shop.promotion_fields import AMOUNT, BASKET_AMOUNT, BASKET_PERCENT, N_FOR_M, PERCENT

NO_END_MS = 0
"""The end of a promotion that has none."""


class Promotion(NamedTuple):
    """One promotion, as its fields say."""

    code: str
    name: str
    kind: str
    active: int
    rate_ppm: int
    off_minor: int
    take: int
    pay: int
    sku: str
    department: str
    least_minor: int
    branch: str
    group: str
    from_ms: int
    until_ms: int
    coupon: str

    @property
    def reason(self) -> str:
        """What stands on the receipt."""
        return self.name or self.code

    def counts(self, *, branch: str, group: str, at_ms: int, coupons: frozenset[str]) -> bool:
        """Return whether it counts for this sale."""
        return (
            bool(self.active)
            and self.branch in ("", branch)
            and self.group in ("", group)
            and self.from_ms <= at_ms
            and (self.until_ms == NO_END_MS or at_ms < self.until_ms)
            and (not self.coupon or self.coupon in coupons)
        )

    def covers(self, goods: Goods) -> bool:
        """Return whether it is about these goods."""
        return self.sku in ("", goods.sku) and self.department in ("", goods.department)


class Goods(NamedTuple):
    """One item of a basket that item promotions may take something off."""

    item: int
    """Its number; items count from 1."""
    sku: str
    department: str
    quantity_milli: int
    amount_minor: int
    """Its shelf price for the whole quantity."""
    room_minor: int
    """The most that may be taken off: less than the price where a discount was typed."""


class _Saving(NamedTuple):
    """What a promotion takes off an item."""

    minor: int
    reason: str


_NOTHING = _Saving(0, "")


def promote(
    goods: Sequence[Goods], basket_minor: int, promotions: Iterable[Promotion]
) -> list[PriceLine]:
    """Return the discount lines of those promotions that count for a sale.

    ``basket_minor`` is what the basket comes to before them: all its items less what was typed
    off, promoted or not.
    """
    enough = (one for one in promotions if basket_minor >= one.least_minor)
    ordered = sorted(enough, key=lambda one: one.code)
    savings = {one.item: _best(one, ordered) for one in goods}
    for each in _n_for_m(goods, ordered, savings):
        savings |= each
    lines = [
        discount_line(saving.reason, item, -saving.minor)
        for item, saving in sorted(savings.items())
        if saving.minor
    ]
    left_minor = basket_minor + sum(line.amount_minor for line in lines)
    basket = max(
        (_Saving(_off_basket(one, left_minor), one.reason) for one in ordered),
        key=lambda saving: saving.minor,
        default=_NOTHING,
    )
    return [*lines, discount_line(basket.reason, BASKET, -basket.minor)] if basket.minor else lines


def _best(goods: Goods, ordered: Sequence[Promotion]) -> _Saving:
    """Return the percent or amount that takes most off one item."""
    found = (_Saving(_off_item(one, goods), one.reason) for one in ordered)
    return max(found, key=lambda saving: saving.minor, default=_NOTHING)


def _off_item(promotion: Promotion, goods: Goods) -> int:
    if not promotion.covers(goods):
        return 0
    off = 0
    if promotion.kind == PERCENT:
        off = divide_rounded(goods.amount_minor * promotion.rate_ppm, PPM)
    elif promotion.kind == AMOUNT:
        off = divide_rounded(promotion.off_minor * goods.quantity_milli, MILLI)
    return max(0, min(off, goods.room_minor))


def _off_basket(promotion: Promotion, basket_minor: int) -> int:
    if basket_minor <= 0 or basket_minor < promotion.least_minor:
        return 0
    if promotion.kind == BASKET_PERCENT:
        return divide_rounded(basket_minor * promotion.rate_ppm, PPM)
    return min(promotion.off_minor, basket_minor) if promotion.kind == BASKET_AMOUNT else 0


def _n_for_m(
    goods: Sequence[Goods], ordered: Sequence[Promotion], own: dict[int, _Saving]
) -> list[dict[int, _Saving]]:
    """Return the savings of each n-for-m that is taken, the one that gains most first."""
    free, taken = list(goods), list[dict[int, _Saving]]()
    groups = [one for one in ordered if one.kind == N_FOR_M and one.pay < one.take]
    while groups:
        found = [(_grouped(one, free), one) for one in groups]
        gains = [
            sum(saving.minor - own[item].minor for item, saving in savings.items())
            for savings, _ in found
        ]
        best = max(range(len(found)), key=lambda at: gains[at])
        if gains[best] <= 0:
            break
        savings, promotion = found[best]
        taken.append(savings)
        free = [one for one in free if one.item not in savings]
        groups.remove(promotion)
    return taken


def _grouped(promotion: Promotion, goods: Sequence[Goods]) -> dict[int, _Saving]:
    """Return what an n-for-m takes off each item that it uses, nothing off some of them."""
    whole = [one for one in goods if promotion.covers(one) and one.quantity_milli % MILLI == 0]
    # By what a piece costs, and never by where it stands: the order of lines must not matter.
    whole.sort(key=lambda one: (-one.amount_minor * MILLI // max(one.quantity_milli, 1), one[1:]))
    pieces = [one for one in whole for _ in range(one.quantity_milli // MILLI)]
    used = len(pieces) // promotion.take * promotion.take
    free: dict[int, int] = {}
    for at, one in enumerate(pieces[:used]):
        free.setdefault(one.item, 0)
        free[one.item] += at % promotion.take >= promotion.pay
    return {
        one.item: _Saving(_free_part(one, free[one.item]), promotion.reason)
        for one in whole
        if one.item in free
    }


def _free_part(goods: Goods, pieces: int) -> int:
    worth = divide_rounded(goods.amount_minor * pieces * MILLI, goods.quantity_milli)
    return max(0, min(worth, goods.room_minor))
