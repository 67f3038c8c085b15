"""Promotions: set with no network, and taken off a basket when it is sold."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.errors import RefusedError
from core.log.store import Transaction
from core.shop.credit import GIFT_CARD
from core.shop.lines import DISCOUNT, ItemLine, PriceLine, totals_of
from core.shop.pricing.caps import cut_to_fit, must_fit
from core.shop.pricing.promotions import NO_END_MS, Goods, Promotion, promote
from core.shop.product_edit import FieldEdit
from core.shop.promotion import PromotionEdit
from core.shop.promotion_fields import (
    AMOUNT,
    BASKET_AMOUNT,
    BASKET_PERCENT,
    FIELDS,
    N_FOR_M,
    PERCENT,
)
from core.shop.roles import Permission
from core.views import catalogue, promotions
from core.views.promotions import PROMOTIONS
from node.commands import Sell
from node.shop.answers.promotions import PromotionLine, PromotionsAnswer, PromotionSetAnswer
from node.shop.authority import authority_at
from node.shop.commands.promotions import ListPromotions, SetPromotion
from node.shop.commands.receipts import Quote
from node.till import Till
from node.verb import Verb


def promoted_basket(
    till: Till,
    transaction: Transaction,
    command: Sell | Quote,
    lines: list[ItemLine | PriceLine],
    at_ms: int,
) -> list[ItemLine | PriceLine]:
    """Return the lines of a basket that is sold, with what promotions take off them.

    Raises :class:`RefusedError` when a discount that was typed is more than it is taken from.
    """
    must_fit(lines)
    return promoted(
        till,
        transaction,
        lines,
        stated={at for at, line in enumerate(command.lines, 1) if line.amount_minor is not None},
        group=command.group,
        coupons=command.promotion_coupons,
        at_ms=at_ms,
    )


def promoted(
    till: Till,
    transaction: Transaction,
    lines: list[ItemLine | PriceLine],
    *,
    stated: Collection[int],
    group: str,
    coupons: Sequence[str],
    at_ms: int,
    shown: Collection[str] = (),
) -> list[ItemLine | PriceLine]:
    """Return the lines of a basket with what promotions take off them, no more than is there.

    ``stated`` are the numbers of items whose price somebody typed or a scale printed. Raises
    :class:`RefusedError` when a coupon belongs to no promotion that counts here and now;
    of those ``shown`` before, one whose promotion is over takes nothing off any more.
    """
    given = frozenset((*coupons, *shown))
    counting = [
        one
        for one in promotions.promotions(till.log.table(transaction, PROMOTIONS))
        if one.counts(branch=till.config.branch, group=group, at_ms=at_ms, coupons=given)
    ]
    for coupon in sorted({*coupons} - {one.coupon for one in counting}):
        raise RefusedError(f"No promotion here and now has the coupon '{coupon}'.")
    if not counting:
        return cut_to_fit(lines)
    items = [line for line in lines if isinstance(line, ItemLine)]
    off = dict.fromkeys(range(1, len(items) + 1), 0)
    for line in lines:
        if line.kind == DISCOUNT and isinstance(line, PriceLine) and line.item:
            off[line.item] += line.amount_minor
    products = till.log.table(transaction, "catalogue")
    goods = []
    for number, item in enumerate(items, 1):
        if number in stated or not item.quantity_milli:
            continue
        product = catalogue.by_sku(products, item.sku)
        department = "" if product is None else product.department
        room = max(0, item.amount_minor + off[number])
        goods.append(
            Goods(number, item.sku, department, item.quantity_milli, item.amount_minor, room)
        )
    cards_minor = sum(item.amount_minor for item in items if item.sku == GIFT_CARD)
    basket_minor = totals_of(lines).takings_minor - cards_minor
    return cut_to_fit([*lines, *promote(goods, basket_minor, counting)])


def set_promotion(till: Till, command: SetPromotion) -> PromotionSetAnswer:
    """Make a promotion or change one; raises :class:`RefusedError` when it would make no sense."""
    if (done := till.done_before(PromotionEdit, command.id)) is not None:
        return _answer(till, str(done.id), done.promotion, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.PRICE_CHANGE)
        table = till.log.table(transaction, PROMOTIONS)
        held = promotions.fields_of(table, command.code)
        now = {name: field.value for name, field in held.fields.items()}
        # Who makes one says all of it: an edit that overtakes the making must not count alone.
        names = FIELDS.keys() & command.model_fields_set if now else FIELDS.keys()
        said = {name: getattr(command, name) for name in names}
        said |= {"active": int(command.active)} if "active" in said else {}
        wanted = {name: value for name, value in said.items() if now.get(name) != value}
        _must_make_sense(promotions.promotion_of(command.code, {**now, **wanted}))
        if not wanted:
            return _answer(till, "", command.code)
        decided = PromotionEdit.decide(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            promotion=command.code,
            fields=[
                FieldEdit(name, held.revision(name) + 1, value) for name, value in wanted.items()
            ],
        )
        till.application.record(decided, *authority.approved(decided.id))
    return _answer(till, str(decided.id), command.code)


def _must_make_sense(one: Promotion) -> None:
    """Raise :class:`RefusedError` when a promotion could take nothing off anything."""
    if not one.active:
        return
    if one.kind in (PERCENT, BASKET_PERCENT) and not one.rate_ppm:
        raise RefusedError(f"{one.code} needs a percentage to take off.")
    if one.kind in (AMOUNT, BASKET_AMOUNT) and not one.off_minor:
        raise RefusedError(f"{one.code} needs an amount to take off.")
    if one.kind == N_FOR_M and not one.pay < one.take:
        raise RefusedError(f"Of {one.code} fewer pieces must be paid than are taken.")
    if one.kind in (BASKET_PERCENT, BASKET_AMOUNT) and (one.sku or one.department):
        raise RefusedError(f"{one.code} is about the basket; it names no goods.")
    if one.until_ms != NO_END_MS and one.until_ms <= one.from_ms:
        raise RefusedError(f"{one.code} must end after it begins.")


def list_promotions(till: Till, command: ListPromotions) -> PromotionsAnswer:
    """Return every promotion, or those that may count in this branch now."""
    with till.log.read() as view:
        found = list(promotions.promotions(view.table(PROMOTIONS)))
    if command.here:
        now, branch = till.log.now_ms(), till.config.branch
        found = [
            one
            for one in found
            if one.counts(
                branch=branch, group=one.group, at_ms=now, coupons=frozenset((one.coupon,))
            )
        ]
    return PromotionsAnswer(tuple(_line(one) for one in found))


def _line(one: Promotion) -> PromotionLine:
    return PromotionLine(**one._asdict() | {"active": bool(one.active)})


def _answer(till: Till, edit: str, code: str, *, repeated: bool = False) -> PromotionSetAnswer:
    with till.log.read() as view:
        fields = promotions.fields_of(view.table(PROMOTIONS), code).fields
    values = {name: field.value for name, field in fields.items()}
    return PromotionSetAnswer(edit, _line(promotions.promotion_of(code, values)), repeated)


VERBS: dict[str, Verb] = {
    "promotion-set": Verb(SetPromotion, set_promotion),
    "promotions": Verb(ListPromotions, list_promotions),
}
"""The verbs of promotions."""
