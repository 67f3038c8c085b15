"""What of a sale not everybody may do: sell at all, take money off, sell below the price."""

from __future__ import annotations

from core.log.store import Transaction
from core.money import price_for
from core.shop.lines import ITEM, ItemLine, PriceLine
from core.shop.roles import Permission
from node.commands import Sell, SellLine
from node.shop.authority import Authority
from node.shop.charging import Pricing
from node.till import Till


def require_sale(
    authority: Authority,
    till: Till,
    transaction: Transaction,
    command: Sell,
    lines: list[ItemLine | PriceLine],
    prices: Pricing,
) -> None:
    """Go on only if whoever is at the till may sell this; raises :class:`RefusedError`.

    What promotions take off nobody has to answer for: only what was typed counts.
    """
    authority.require(Permission.SELL)
    if not authority.asks:
        return
    for line in command.lines:
        require_line(authority, till, transaction, line, prices)
    goods = sum(line[3] for line in lines if line[0] == ITEM)
    require_off(authority, sum(off.amount_minor for off in command.discounts), goods)


def require_off(authority: Authority, off_minor: int, goods_minor: int) -> None:
    """Go on only if so much may be taken off goods; raises :class:`RefusedError`."""
    if share := share_off(off_minor, goods_minor):
        authority.require(Permission.DISCOUNT, measure=share)


def require_line(
    authority: Authority,
    till: Till,
    transaction: Transaction,
    line: SellLine,
    prices: Pricing,
) -> None:
    """Go on only if a line may cost what was typed for it; raises :class:`RefusedError`."""
    if line.amount_minor is None or not authority.asks:
        return
    product = till.product(transaction, line.code)
    price = price_for(prices.unit(product, line.quantity_milli), line.quantity_milli)
    if share := share_off(price - line.amount_minor, price):
        authority.require(Permission.PRICE_OVERRIDE, about=product.sku, measure=share)


def share_off(off_minor: int, price_minor: int) -> int:
    """Return what is taken off as thousandths of a price, rounded up; 0 for nothing off.

    Of something that costs nothing, any money off is all of it.
    """
    if off_minor <= 0:
        return 0
    return -(-1_000 * off_minor // price_minor) if price_minor > 0 else 1_000
