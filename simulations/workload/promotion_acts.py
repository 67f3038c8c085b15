"""What is taken off: promotions are set, and people buy under them, with coupons and without.

Whoever sells looks first which promotions the till shows. What they come to is worked out anew
from what stands on the receipt, when all is over (:mod:`simulations.checkers.promotions`).
"""

from __future__ import annotations

from typing import Any

from node.verbs import perform
from simulations.dice import happens
from simulations.workload.books import Offer, whole
from simulations.workload.cashier import Act, Cashier
from simulations.workload.counter import find_sale, take_money

GOODS_CODES, BASKET_CODES = 4, 2
"""Few promotions, so that tills change the same ones."""

LINES_MAX = 6
"""Most lines of such a basket."""


def promote(cashier: Cashier) -> None:
    """Make a promotion or change one; those on the basket take a coupon, always the same."""
    dice, off = cashier.dice, cashier.dice.randrange(1, 400)
    changed: dict[str, Any]
    if happens(dice, 300):
        code = f"basket-{dice.randrange(BASKET_CODES)}"
        share = {"kind": "basket-percent", "rate_ppm": 1_000 * off}
        changed = dice.choice((share, {"kind": "basket-amount", "off_minor": off}))
        changed |= {"coupon": f"coupon of {code}", "least_minor": dice.choice((0, 3_000))}
    else:
        code = f"goods-{dice.randrange(GOODS_CODES)}"
        take = dice.randrange(2, 5)
        changed = dice.choice(
            (
                {"kind": "percent", "rate_ppm": 1_000 * off},
                {"kind": "amount", "off_minor": off},
                {"kind": "n-for-m", "take": take, "pay": dice.randrange(1, take)},
            )
        )
        changed |= {"sku": dice.choice(("", cashier.pick().sku))}
        changed |= {"branch": dice.choice(("", cashier.branch))}
    name = {"code": code, "name": f"Special {code}", "active": happens(dice, 850)}
    cashier.do("promotion-set", name | changed)


def bargain(cashier: Cashier) -> None:
    """Sell at the shelf's prices, sometimes for a coupon; a product stands on one line."""
    dice = cashier.dice
    drawn = (cashier.drawn() for _ in range(dice.randrange(1, LINES_MAX)))
    skus = {item.sku: quantity for item, quantity in drawn}
    shown = perform(cashier.node.till, "promotions", {"here": True})["promotions"]
    coupons = [one["coupon"] for one in shown if one["coupon"] and happens(dice, 500)]
    lines = [{"code": sku, "quantity_milli": quantity} for sku, quantity in skus.items()]
    offers = [Offer(tuple(shown), frozenset(coupons))]

    def enter(answer: dict[str, Any]) -> None:
        books = cashier.books
        take_money(cashier, [], answer)
        books.sale(cashier.node.index, cashier.branch, list(skus.items()), answer)
        books.offers.update((str(answer["id"]), offer) for offer in offers)

    command = cashier.with_id({"lines": lines, "promotion_coupons": coupons})
    if not cashier.ask("sell", command, enter):
        offers.clear()  # when it is asked again, the till may show others


def exchange(cashier: Cashier) -> None:
    """Take goods of any sale back and give others for them; the difference is cash."""
    sold = find_sale(cashier)
    if sold is None:
        return
    dice = cashier.dice
    number = dice.randrange(len(sold.items))
    back, quantity = sold.items[number]
    part = cashier.part(quantity)
    item, taken = cashier.drawn()
    command = {
        "receipt": sold.receipt,
        "back": [{"item": number + 1, "quantity_milli": part}],
        "lines": [{"code": item.sku, "quantity_milli": taken}],
    }
    if cashier.careful:
        sold.untouched = False  # whoever comes next cannot know whether this is done

    def enter(answer: dict[str, Any]) -> None:
        sold.untouched = False
        books, where = cashier.books, (cashier.node.index, cashier.branch)
        refund, sale = answer["refund"], answer["sale"]
        paid = whole(sale["total_minor"]) + whole(refund["total_minor"])
        cashier.expect(f"{sale['receipt']}: to pay besides", paid, answer["to_pay_minor"])
        books.tenders["cash"] += paid
        cashier.take_cash(paid)
        books.refund(*where, [(back, part)], refund)
        books.sale(*where, [(item.sku, taken)], sale)

    cashier.ask("exchange", cashier.with_id(command), enter)


PROMOTION_ACTS: dict[str, Act] = {"promote": promote, "bargain": bargain, "exchange": exchange}
"""These acts by their names."""
