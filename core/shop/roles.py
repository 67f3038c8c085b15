"""Roles and what each may do: the words that stand in events, and the limits to begin with.

Every permission has a measure: minor units, thousandths of a price, or one for an act that is
just done or not. A role may do an act whose measure is within its limit. All limits are
settings of the company (:mod:`core.shop.settings`); these here are what holds until somebody
changes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

NEVER, UNLIMITED = 0, -1
"""Limits: only with somebody else's approval; whatever the measure."""

ONCE = 1
"""The measure of an act that has none."""


class Role(StrEnum):
    """What a person is in the company."""

    CASHIER = "cashier"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    AUDITOR = "auditor"
    """Sees everything and changes nothing."""


class Unit(StrEnum):
    """What a permission's measure counts."""

    ACT = "act"
    MONEY = "minor units"
    SHARE = "thousandths"


class Permission(StrEnum):
    """One thing that not everybody may do."""

    SELL = "sell"
    VOID = "void"
    DISCOUNT = "discount"
    PRICE_OVERRIDE = "price-override"
    REFUND = "refund"
    REFUND_UNPROVEN = "refund-unproven"
    PRICE_CHANGE = "price-change"
    STOCK_RECEIVE = "stock-receive"
    STOCK_ADJUST = "stock-adjust"
    SHIFT = "shift"
    CASH_MOVEMENT = "cash-movement"
    NO_SALE = "no-sale"
    CASH_DIFFERENCE = "cash-difference"
    REPORTS = "reports"
    REVIEWS = "reviews"
    USERS = "users"
    SETTINGS = "settings"
    CUSTOMERS = "customers"
    CUSTOMER_FORGET = "customer-forget"
    CREDIT_LIMIT = "credit-limit"


class Rule(NamedTuple):
    """What a permission is for, and the limits of the roles that have any of it."""

    deed: str
    """What is done, as in 'maria may not ...'."""
    unit: Unit
    limits: Mapping[Role, int]

    def limit(self, role: Role) -> int:
        """Return a role's limit to begin with."""
        return self.limits.get(role, NEVER)


def _rule(deed: str, cashier: int, supervisor: int, *, unit: Unit = Unit.ACT) -> Rule:
    limits = {Role.CASHIER: cashier, Role.SUPERVISOR: supervisor, Role.MANAGER: UNLIMITED}
    return Rule(deed, unit, limits)


RULES: Mapping[Permission, Rule] = {
    Permission.SELL: _rule("sell", UNLIMITED, UNLIMITED),
    Permission.VOID: _rule("take lines off a ticket", UNLIMITED, UNLIMITED, unit=Unit.MONEY),
    Permission.DISCOUNT: _rule("take money off", 100, 300, unit=Unit.SHARE),
    Permission.PRICE_OVERRIDE: _rule("sell below the price", NEVER, 300, unit=Unit.SHARE),
    Permission.REFUND: _rule("refund", NEVER, UNLIMITED, unit=Unit.MONEY),
    Permission.REFUND_UNPROVEN: _rule("refund without a receipt", NEVER, NEVER, unit=Unit.MONEY),
    Permission.PRICE_CHANGE: _rule("change the catalogue", NEVER, NEVER),
    Permission.STOCK_RECEIVE: _rule("book deliveries", UNLIMITED, UNLIMITED),
    Permission.STOCK_ADJUST: _rule("put stock right", NEVER, UNLIMITED),
    Permission.SHIFT: _rule("open and close shifts", UNLIMITED, UNLIMITED),
    Permission.CASH_MOVEMENT: _rule("pay cash in or out", NEVER, UNLIMITED, unit=Unit.MONEY),
    Permission.NO_SALE: _rule("open the drawer without a sale", NEVER, UNLIMITED),
    Permission.CASH_DIFFERENCE: _rule("close with a difference", 200, 2_000, unit=Unit.MONEY),
    Permission.REPORTS: Rule(
        "see reports",
        Unit.ACT,
        {Role.SUPERVISOR: UNLIMITED, Role.MANAGER: UNLIMITED, Role.AUDITOR: UNLIMITED},
    ),
    Permission.REVIEWS: _rule("resolve reviews", NEVER, UNLIMITED),
    Permission.USERS: _rule("look after users", NEVER, NEVER),
    Permission.SETTINGS: _rule("change settings", NEVER, NEVER),
    Permission.CUSTOMERS: _rule("look after customers", UNLIMITED, UNLIMITED),
    Permission.CUSTOMER_FORGET: _rule("forget or merge customers", NEVER, UNLIMITED),
    Permission.CREDIT_LIMIT: _rule("let a customer owe", NEVER, NEVER, unit=Unit.MONEY),
}
"""Every permission's rule."""


def allows(limit: int, measure: int) -> bool:
    """Return whether a limit covers an act of this measure."""
    return limit == UNLIMITED or measure <= limit
