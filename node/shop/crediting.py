"""Credit: given, spent and taken back within a sale or refund, in the same commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from core.errors import RefusedError
from core.log.store import Transaction
from core.money import format_amount
from core.shop.account import ON_ACCOUNT
from core.shop.aggregate import ShopAggregate
from core.shop.credit import (
    GIFT_CARD,
    GOODS,
    LEDGERS,
    POINTS,
    STORE_CREDIT,
    CreditCreated,
    CreditSpent,
)
from core.shop.lines import ItemLine, item_line
from core.shop.refund import Refund
from core.shop.sale import Sale
from core.shop.settings import POINTS_PER_HUNDRED, POINTS_WORTH
from core.views import credits, customers, settings
from core.views.credits import CREDITS
from core.views.customers import CUSTOMERS
from node.commands import GiftCardSold, RefundSale, TenderPaid
from node.shop.accounts import charge_account
from node.till import Till

NAMED = frozenset({*LEDGERS, ON_ACCOUNT})
"""Tenders that somebody's name or a card's code stands behind."""


def card_lines(cards: Sequence[GiftCardSold]) -> list[ItemLine]:
    """Return a line for every gift card that is sold; it moves no stock and bears no tax."""
    return [item_line(GIFT_CARD, 0, card.amount_minor) for card in cards]


def credit_of_sale(
    till: Till,
    transaction: Transaction,
    sale: Sale,
    *,
    tenders: Sequence[TenderPaid] | None = None,
    cards: Sequence[GiftCardSold] = (),
) -> list[ShopAggregate]:
    """Return what a sale does to credit and accounts, to be recorded with it; mostly nothing.

    Raises :class:`RefusedError` when more would be spent than this till may spend.
    """
    named = [paid for paid in tenders or () if paid.kind in NAMED]
    if not (named or cards or sale.customer):
        return []
    decided: list[ShopAggregate] = [
        _given(till, GIFT_CARD, card.code, card.amount_minor, sale.id) for card in cards
    ]
    decided += credit_paid(till, transaction, named, sale.customer, sale.id)
    customer = _customer(till, transaction, sale.customer)
    in_points = sum(amount_minor for kind, amount_minor in sale.tenders if kind == POINTS)
    earned_on = sale.totals.to_pay_minor - in_points - sum(line[3] for line in card_lines(cards))
    if customer and (earned := _points_on(till, transaction, earned_on)) > 0:
        decided.append(_given(till, POINTS, customer, earned, sale.id))
    return decided


def credit_paid(
    till: Till, transaction: Transaction, named: Sequence[TenderPaid], customer: str, cause: UUID
) -> list[ShopAggregate]:
    """Return what is spent and charged where tenders are paid with credit or on account.

    Raises :class:`RefusedError` when more would be spent than this till may spend.
    """
    spent: Counter[tuple[str, str]] = Counter()
    for paid in named:
        if paid.amount_minor <= 0:
            raise RefusedError(f"More than nothing is paid with {paid.kind}.")
        spent[paid.kind, account_of(till, transaction, paid, customer)] += paid.amount_minor
    decided: list[ShopAggregate] = []
    for (kind, account), amount_minor in spent.items():
        if kind == ON_ACCOUNT:
            decided.append(charge_account(till, transaction, account, amount_minor, cause))
            continue
        amount = amount_minor if kind != POINTS else _points_for(till, transaction, amount_minor)
        decided += _spend(till, transaction, kind, account, amount, cause)
    return decided


def credit_returned(
    till: Till, transaction: Transaction, kind: str, account: str, amount_minor: int, cause: UUID
) -> ShopAggregate:
    """Return what puts an amount back where it was paid from; points at what they are worth now."""
    if kind == ON_ACCOUNT:
        return charge_account(till, transaction, account, -amount_minor, cause)
    amount = amount_minor if kind != POINTS else _points_for(till, transaction, amount_minor)
    return _given(till, kind, account, amount, cause)


def credit_moved(
    till: Till, paid: Sequence[TenderPaid], ticket: UUID, sale: UUID
) -> list[ShopAggregate]:
    """Return what makes credit that was spent for a ticket one that is spent for a sale.

    For a sale that does not name its ticket, so that its receipt is borne out by itself.
    """
    decided: list[ShopAggregate] = []
    for one in paid:
        if one.kind in (GIFT_CARD, STORE_CREDIT):
            what = one.kind, one.reference, one.amount_minor
            decided += [_given(till, *what, ticket), _spent(till, *what, sale)]
    return decided


def account_of(till: Till, transaction: Transaction, paid: TenderPaid, customer: str) -> str:
    """Return whose credit or which card a tender is; raises :class:`RefusedError`."""
    return _whose(paid.kind, paid.reference, _customer(till, transaction, customer))


def credit_of_refund(
    till: Till,
    transaction: Transaction,
    command: RefundSale,
    sale: Sale,
    decided: Refund,
    before_minor: int,
) -> list[ShopAggregate]:
    """Return what a refund does to credit and accounts, to be recorded with it.

    ``before_minor`` is what came back of the sale before. Points that were earned in it are taken
    back in proportion: what this till may not take is owed.
    """
    found: list[ShopAggregate] = []
    if command.tender in NAMED:
        customer = _customer(till, transaction, command.customer or sale.customer)
        account = _whose(command.tender, command.reference, customer)
        if command.tender == POINTS:
            raise RefusedError("Money is not paid back in points; take another tender.")
        to = command.tender, account, decided.amount_minor
        found.append(credit_returned(till, transaction, *to, decided.id))
    table = till.log.table(transaction, CREDITS)
    paid = sale.totals.to_pay_minor
    for account, earned in credits.earned_in(table, sale.id.bytes) if paid > 0 else ():
        after = min(before_minor + decided.amount_minor, paid)
        back = earned * after // paid - earned * min(before_minor, paid) // paid
        if back > 0:
            credit = credits.credit_of(table, POINTS, account)
            taken = min(back, max(0, credit.counter.rights(till.origin)))
            found.append(_spent(till, POINTS, account, taken, decided.id, owed=back - taken))
    return found


def _customer(till: Till, transaction: Transaction, word: str) -> str:
    """Return the account of a customer known here by id; empty for anybody else's number."""
    try:
        customer = UUID(word)
    except ValueError:
        return ""
    table = till.log.table(transaction, CUSTOMERS)
    stays = customers.survivor(table, customer.bytes)
    return stays.hex() if customers.is_known(table, stays) else ""


def _whose(kind: str, reference: str, customer: str) -> str:
    """Return the account a tender is about; raises :class:`RefusedError` when nobody says."""
    if kind == GIFT_CARD:
        if not reference:
            raise RefusedError("Give the card's code, like gift-card:CODE:12.34.")
        return reference
    if not customer:
        raise RefusedError(f"Say whose {kind} it is: name a customer known here.")
    return customer


def accounts_of(till: Till, transaction: Transaction, ledger: str, account: str) -> list[str]:
    """Return where credit or rights may stand: of a customer, with all whom they are."""
    if ledger in (GIFT_CARD, GOODS):
        return [account]
    table = till.log.table(transaction, CUSTOMERS)
    return [one.hex() for one in customers.merged_ids(table, bytes.fromhex(account))]


def _spend(
    till: Till, transaction: Transaction, ledger: str, account: str, amount: int, cause: UUID
) -> list[CreditSpent]:
    """Return what is spent of which account; raises :class:`RefusedError` when it is too much."""
    table = till.log.table(transaction, CREDITS)
    decided: list[CreditSpent] = []
    left, total = amount, 0
    for one in accounts_of(till, transaction, ledger, account):
        credit = credits.credit_of(table, ledger, one)
        total += credit.total
        if part := min(left, credit.spendable(till.origin)):
            decided.append(_spent(till, ledger, one, part, cause))
            left -= part
    if not left:
        return decided
    here, all_ = (_amount(ledger, figure) for figure in (amount - left, max(total, 0)))
    if total < amount:
        raise RefusedError(f"There is {all_} on {ledger} {account}, as far as is known here.")
    raise RefusedError(
        f"This till may spend {here} of the {all_} on {ledger} {account}; "
        f"'tillmesh credit fetch {ledger} {account}' asks the tills that hold the rest."
    )


def _amount(ledger: str, amount: int) -> str:
    return f"{amount} points" if ledger == POINTS else format_amount(amount)


def _given(till: Till, ledger: str, account: str, amount: int, cause: UUID) -> CreditCreated:
    return CreditCreated.give(
        id=till.log.mint_id(),
        timestamp=till.now(),
        ledger=ledger,
        account=account,
        amount=amount,
        cause=cause,
    )


def _spent(
    till: Till, ledger: str, account: str, amount: int, cause: UUID, *, owed: int = 0
) -> CreditSpent:
    return CreditSpent.spend(
        id=till.log.mint_id(),
        timestamp=till.now(),
        ledger=ledger,
        account=account,
        amount=amount,
        owed=owed,
        cause=cause,
    )


def _points_on(till: Till, transaction: Transaction, amount_minor: int) -> int:
    rate = settings.value_of(till.log.table(transaction, "settings"), POINTS_PER_HUNDRED)
    return amount_minor * rate // 100


def _points_for(till: Till, transaction: Transaction, amount_minor: int) -> int:
    """Return how many points pay an amount, never too few."""
    worth = settings.value_of(till.log.table(transaction, "settings"), POINTS_WORTH)
    return -(-amount_minor // worth)
