"""The books: what must be true, added up from the tills' answers alone.

This is the model that the projections are held against. It shares no code with them and reads
no log: it knows what people asked for and what they were answered, as an accountant would who
sits in the shop with a pencil.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

SUMS = (
    "sales",
    "items",
    "quantity_milli",
    "sales_minor",
    "coupon_minor",
    "paid_minor",
    "refunds",
    "refunded_milli",
    "refunded_minor",
    "tax_minor",
    "rounding_minor",
)
"""What is added up for every branch."""


class Printed(NamedTuple):
    """A receipt on paper."""

    node: int
    branch: str
    kind: str
    total_minor: int


@dataclass(slots=True)
class Sold:
    """A sale a customer may come back with: what stood on it, item by item."""

    receipt: str
    node: int
    items: list[tuple[str, int]]
    """SKU and quantity in thousandths."""
    untouched: bool = True
    """Whether nobody brought anything back so far."""


@dataclass(slots=True)
class OnTheWay:
    """A transfer as its papers say it, whoever has heard of it."""

    id: str
    origin: str
    to: str
    till: str
    """The name of the till that sent it."""
    goods: dict[str, int]
    """Thousandths by SKU."""


class Offer(NamedTuple):
    """What a till showed and a customer had when something was sold under promotions."""

    promotions: tuple[dict[str, Any], ...]
    coupons: frozenset[str]


class Promise(NamedTuple):
    """A tender whose money comes later, the first of its sale."""

    receipt: str
    branch: str
    settled: list[bool]
    """What was said of it: that the money came, or that it will not."""


@dataclass(slots=True)
class Books:
    """All sums of one world."""

    stock: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    """Thousandths by (branch, SKU)."""
    stocked: set[tuple[str, str]] = field(default_factory=set)
    """What ever came into a branch, by (branch, SKU)."""
    decisions: list[str] = field(default_factory=list)
    """The ids of people's decisions about reviews."""
    takings: dict[str, dict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: dict.fromkeys(SUMS, 0))
    )
    """The sums of each branch."""
    tenders: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Minor units by kind of tender, over all branches."""
    printed: dict[str, list[Printed]] = field(default_factory=lambda: defaultdict(list))
    """Every receipt on paper, by its number; more than one where a disk was set back."""
    may_repeat: set[int] = field(default_factory=set)
    """Nodes whose disk was set back: they may print a number they have printed before."""
    sold: list[Sold] = field(default_factory=list)
    zs: dict[tuple[str, str], list[tuple[int, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Number and hash of every printed Z, in order, by (branch, series)."""
    cards: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """What is left on each gift card, in minor units."""
    first_rights: dict[str, int] = field(default_factory=dict)
    """Thousandths that were there when goods were put under escrow, by the setting's id."""
    offers: dict[str, Offer] = field(default_factory=dict)
    """Under which promotions a sale was made, by the sale's id."""
    listed: dict[str, str] = field(default_factory=dict)
    """For which group of customers a sale was made whose prices nobody said, by the sale's id."""
    price_rules: list[dict[str, Any]] = field(default_factory=list)
    """Every price of a list that was set, as it is set again."""
    promises: dict[str, Promise] = field(default_factory=dict)
    """Money that was promised, by the sale's id."""
    points: dict[str, int] = field(default_factory=dict)
    """What a customer earned in a sale, by the sale's id."""
    copies: dict[tuple[str, str, int], int] = field(default_factory=lambda: defaultdict(int))
    """Papers that were printed again: how many by branch, sale and the copy they say they are."""
    on_the_way: list[OnTheWay] = field(default_factory=list)
    """Every transfer that was sent."""
    shared: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The tickets that all tills of a branch work on, by branch."""
    entered: set[str] = field(default_factory=set)
    """The sales of shared tickets, by id: copies of a till give two of them one number."""
    scanned: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Thousandths that were scanned into each shared ticket."""
    acknowledged: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """How often each act was done."""
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """How often each act was refused."""
    complaints: list[tuple[int, str, str]] = field(default_factory=list)
    """Answers that cannot be true: node, where, what."""

    def move(self, branch: str, sku: str, quantity_milli: int) -> None:
        """Goods came into a branch, or left it."""
        self.stock[branch, sku] += quantity_milli
        if quantity_milli > 0:
            self.stocked.add((branch, sku))

    def stock_by_branch(self) -> dict[str, dict[str, int]]:
        """Return the thousandths by SKU of each branch, and of what is on its way to each."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for (branch, sku), quantity_milli in self.stock.items():
            found[branch][sku] = quantity_milli
        return found

    def print(self, receipt: str, printed: Printed) -> None:
        """A receipt was printed; one with a number that was there before is a complaint."""
        if receipt in self.printed:
            if printed.node not in self.may_repeat:
                self.complaints.append((printed.node, receipt, "the number was printed before"))
            # Nobody can say by the number alone which of the two is brought back.
            self.sold = [sold for sold in self.sold if sold.receipt != receipt]
        self.printed[receipt].append(printed)

    def complain(self, node: int, where: str, what: str) -> None:
        """Note an answer that cannot be true."""
        self.complaints.append((node, where, what))

    def sale(
        self,
        node: int,
        branch: str,
        items: list[tuple[str, int]],
        answer: dict[str, object],
        *,
        coupon_minor: int = 0,
    ) -> None:
        """Enter a sale that was acknowledged."""
        total_minor = whole(answer["total_minor"])
        receipt = str(answer["receipt"])
        self.print(receipt, Printed(node, branch, "sale", total_minor))
        sums = self.takings[branch]
        sums["sales"] += 1
        sums["items"] += len(items)
        sums["sales_minor"] += total_minor + coupon_minor
        sums["coupon_minor"] += coupon_minor
        sums["paid_minor"] += total_minor
        for sku, quantity_milli in items:
            sums["quantity_milli"] += quantity_milli
            self.move(branch, sku, -quantity_milli)
        if len(self.printed[receipt]) == 1:
            self.sold.append(Sold(receipt, node, items))

    def refund(
        self, node: int, branch: str, items: list[tuple[str, int]], answer: dict[str, object]
    ) -> None:
        """Enter a refund that was acknowledged."""
        total_minor = whole(answer["total_minor"])
        self.print(str(answer["receipt"]), Printed(node, branch, "refund", total_minor))
        sums = self.takings[branch]
        sums["refunds"] += 1
        sums["refunded_minor"] -= total_minor
        for sku, quantity_milli in items:
            sums["refunded_milli"] += quantity_milli
            self.move(branch, sku, quantity_milli)


def whole(value: object) -> int:
    """Return an answer's field that must be a whole number."""
    assert type(value) is int, f"{value!r} is no whole number"
    return value
