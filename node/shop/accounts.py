"""Accounts: what customers owe, shown and paid."""

from __future__ import annotations

from uuid import UUID

from core.errors import RefusedError
from core.log.store import Transaction
from core.money import format_amount
from core.shop.account import AccountCharge
from core.shop.aggregate import ShopAggregate
from core.shop.roles import Permission
from core.shop.shift import Shift
from core.views import accounts, customers, shifts
from core.views.accounts import ACCOUNTS
from core.views.customers import CUSTOMERS
from node.shop.answers.credit import AccountAnswer
from node.shop.authority import authority_at
from node.shop.charging import CASH
from node.shop.commands.credit import PayAccount, ShowAccount
from node.shop.customers import the_customer
from node.till import Till
from node.verb import Verb


def charge_account(
    till: Till, transaction: Transaction, account: str, amount_minor: int, cause: UUID
) -> AccountCharge:
    """Return the charge of a sale, or less than nothing for what comes back.

    Raises :class:`RefusedError` when the customer would owe more than they may, as far as
    is known here; tills apart may exceed it together: a review.
    """
    customer = UUID(account)
    limit = customers.by_id(till.log.table(transaction, CUSTOMERS), customer.bytes)
    owed = _owed(till, transaction, customer.bytes) + amount_minor
    if amount_minor > 0 and owed > limit.credit_limit_minor:
        raise RefusedError(
            f"{limit.name or 'The customer'} would owe {format_amount(owed)}, more than the "
            f"{format_amount(limit.credit_limit_minor)} they may."
        )
    return AccountCharge.charge(
        id=till.log.mint_id(),
        timestamp=till.now(),
        customer=customer,
        amount_minor=amount_minor,
        cause=cause,
    )


def _owed(till: Till, transaction: Transaction, customer: bytes) -> int:
    ids = customers.merged_ids(till.log.table(transaction, CUSTOMERS), customer)
    return sum(accounts.owed_by(till.log.table(transaction, ACCOUNTS), one) for one in ids)


def pay(till: Till, command: PayAccount) -> AccountAnswer:
    """Take what a customer pays of what they owe; cash goes into the drawer of the open shift.

    Raises :class:`RefusedError` when they owe less.
    """
    till.must_have_cashier()
    if (done := till.done_before(AccountCharge, command.id)) is not None:
        with till.log.read() as view:
            owed = _owed(till, view.transaction, done.customer)
        return AccountAnswer(str(done.id), str(UUID(bytes=done.customer)), owed, 0, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.SELL)
        record = the_customer(till.log.table(transaction, CUSTOMERS), command.customer)
        owed = _owed(till, transaction, record.id.bytes)
        if command.amount_minor > owed:
            raise RefusedError(f"{record.name or 'The customer'} owes {format_amount(owed)}.")
        identifier = command.id or till.log.mint_id()
        decided: list[ShopAggregate] = [
            AccountCharge.charge(
                id=identifier,
                timestamp=till.now(),
                customer=record.id,
                amount_minor=-command.amount_minor,
                cause=identifier,
                tender=command.tender,
            )
        ]
        if command.tender == CASH:
            decided += _into_the_drawer(till, transaction, command, authority.cashier)
        till.application.record(*decided, *authority.approved(identifier))
    left = owed - command.amount_minor
    return AccountAnswer(str(identifier), str(record.id), left, record.credit_limit_minor)


def _into_the_drawer(
    till: Till, transaction: Transaction, command: PayAccount, cashier: str
) -> list[ShopAggregate]:
    """Return the open shift with the cash in its drawer; nothing while no shift is open."""
    table = till.log.table(transaction, shifts.SHIFTS)
    opened = shifts.open_shift(table, till.branch_stream)
    if opened is None:
        return []
    shift = till.application.load(Shift, opened.id)
    shift.move_cash(till.now(), command.amount_minor, "account paid", cashier)
    return [shift]


def show(till: Till, command: ShowAccount) -> AccountAnswer:
    """Return what a customer owes, and up to how much they may."""
    with till.log.read() as view:
        record = the_customer(view.table(CUSTOMERS), command.customer)
        owed = _owed(till, view.transaction, record.id.bytes)
    return AccountAnswer("", str(record.id), owed, record.credit_limit_minor)


VERBS: dict[str, Verb] = {
    "account-show": Verb(ShowAccount, show),
    "account-pay": Verb(PayAccount, pay),
}
"""The verbs of accounts."""
