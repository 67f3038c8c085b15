"""What people and programs ask of a node, checked at the edge by pydantic.

Amounts are minor units, quantities thousandths. A command that changes something may carry
an ``id`` made by whoever sends it: sent again, it is answered and not done again.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from core.money import AMOUNT_MINOR_MAX
from core.quantity import MILLI, QUANTITY_MILLI_MAX
from core.shop.limits import (
    CODE_LENGTH_MAX,
    GROUP_LENGTH_MAX,
    LINES_MAX,
    SKU_LENGTH_MAX,
    TENDERS_MAX,
    WORD_LENGTH_MAX,
)
from replication.wire import U64_MAX

Word = Annotated[str, StringConstraints(min_length=1, max_length=WORD_LENGTH_MAX)]
OptionalWord = Annotated[str, StringConstraints(max_length=WORD_LENGTH_MAX)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=WORD_LENGTH_MAX)]
Sku = Annotated[str, StringConstraints(min_length=1, max_length=SKU_LENGTH_MAX)]
Quantity = Annotated[int, Field(ge=0, le=QUANTITY_MILLI_MAX)]
Amount = Annotated[int, Field(ge=0, le=AMOUNT_MINOR_MAX)]
SignedAmount = Annotated[int, Field(ge=-AMOUNT_MINOR_MAX, le=AMOUNT_MINOR_MAX)]

AT_MS_END = 253_402_300_800_000
"""The year 10000, in milliseconds since 1970: calendars end there."""

PROOF_LENGTH_MAX = 4096
"""Longest text of a QR code, and then some: the largest holds 2,953 letters."""

PATH_LENGTH_MAX = 4096
"""Longest path: what Linux takes."""

PRODUCTS_MAX = 1_000_000
"""Most products in one import; the largest assortments of one chain are below it."""


HISTORY_MAX = 100_000
"""Most receipts in one answer: years of one till, some megabytes."""


def _check_path(path: str) -> str:
    if "\0" in path:
        raise ValueError("a path holds no NUL")
    return path


FileName = Annotated[
    str, StringConstraints(min_length=1, max_length=PATH_LENGTH_MAX), AfterValidator(_check_path)
]


class Command(BaseModel):
    """Base of all commands: nothing unknown, nothing bent into shape."""

    # Built when first used: a process uses a few of a hundred commands.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


Id = Annotated[UUID, Field(strict=False)]

REQUESTS_MAX = 10
"""Most requests behind one act: it needs two or three kinds of leave at most."""

Requests = Annotated[tuple[Id, ...], Field(max_length=REQUESTS_MAX, strict=False)]


class ApprovalGiven(Command):
    """Somebody else's leave: their login and PIN, or requests that were answered."""

    login: Word | None = None
    pin: SecretStr | None = None
    request: Id | Requests | None = None
    """What was asked of other tills: one request, or one for each leave that the act needs."""

    @property
    def requests(self) -> tuple[UUID, ...]:
        """Every request that was answered."""
        return (self.request,) if isinstance(self.request, UUID) else self.request or ()


class SellLine(Command):
    """Goods: an SKU or barcode, how much, and the amount when it is not the catalogue's."""

    code: Code
    quantity_milli: Quantity = MILLI
    amount_minor: Amount | None = None


class Off(Command):
    """Money off an item (counted from 1) or off the basket (0)."""

    item: Annotated[int, Field(ge=0, le=LINES_MAX)] = 0
    amount_minor: Amount
    reason: OptionalWord = ""


RESERVED_TENDERS = frozenset({"change", "exchange", "rounding"})
"""What the till itself writes among the tenders; said by a person, it would hide money."""


def _check_tender(kind: str) -> str:
    if kind in RESERVED_TENDERS:
        raise ValueError(f"'{kind}' is what the till works out itself, and nobody pays with it")
    return kind


TenderKind = Annotated[Word, AfterValidator(_check_tender)]


class TenderPaid(Command):
    """One payment; negative when the shop pays out."""

    kind: TenderKind
    amount_minor: SignedAmount
    reference: OptionalWord = ""
    """The code of a gift card or voucher; what a card's terminal or a bank calls the payment."""
    pending: bool = False
    """Whether its money is still to come; it is confirmed, or fails, later."""


class GiftCardSold(Command):
    """A gift card that is sold, or topped up."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=CODE_LENGTH_MAX)]
    amount_minor: Annotated[int, Field(ge=1, le=AMOUNT_MINOR_MAX)]


COUPONS_MAX = 20
"""Most coupons of promotions shown at one sale: a handful of paper."""

CouponWords = Annotated[tuple[Word, ...], Field(max_length=COUPONS_MAX, strict=False)]


class Sell(Command):
    """Sell these lines; without tenders, for exact cash."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    lines: Annotated[tuple[SellLine, ...], Field(max_length=LINES_MAX, strict=False)] = ()
    gift_cards: Annotated[tuple[GiftCardSold, ...], Field(max_length=LINES_MAX, strict=False)] = ()
    discounts: Annotated[tuple[Off, ...], Field(max_length=LINES_MAX, strict=False)] = ()
    coupons: Annotated[tuple[Off, ...], Field(max_length=LINES_MAX, strict=False)] = ()
    tenders: Annotated[
        tuple[TenderPaid, ...] | None, Field(max_length=TENDERS_MAX, strict=False)
    ] = None
    customer: OptionalWord = ""
    group: Annotated[str, StringConstraints(max_length=GROUP_LENGTH_MAX)] = ""
    """The customer's group, whose prices count."""
    promotion_coupons: CouponWords = ()
    """What the customer shows for promotions of the shop's own."""
    age_checked: bool = False
    """Whether somebody looked at the customer's age; goods with a minimum age ask for it."""
    at_ms: Annotated[int | None, Field(ge=0, lt=AT_MS_END)] = None
    """When it was sold, for sales that are entered later; the record keeps both times."""
    ticket: Annotated[UUID | None, Field(strict=False)] = None
    """The ticket that becomes this sale, whatever was changed of it on the way."""
    approval: ApprovalGiven | None = None


class RefundLineAsked(Command):
    """Goods that come back: an item number of the sale, or a code, and how much."""

    item: Annotated[int | None, Field(ge=1, le=LINES_MAX)] = None
    code: Code | None = None
    quantity_milli: Quantity = MILLI


class RefundSale(Command):
    """Take goods of a receipt back; without lines, all that is left of it."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    receipt: OptionalWord = ""
    proof: Annotated[str | None, StringConstraints(max_length=PROOF_LENGTH_MAX)] = None
    """What the receipt's QR code says: enough for a till that never heard of the sale."""
    lines: Annotated[tuple[RefundLineAsked, ...], Field(max_length=LINES_MAX, strict=False)] = ()
    tender: TenderKind | None = None
    """How it is paid out; default: to the tenders it was paid with."""
    reference: OptionalWord = ""
    """The code of the gift card it is paid onto; of another card its last digits, or what the
    terminal calls the payment."""
    customer: OptionalWord = ""
    """Whose credit it becomes; default: whoever the sale names."""
    reason: OptionalWord = ""
    approval: ApprovalGiven | None = None


class StockLineMoved(Command):
    """A product and a quantity that moved."""

    code: Code
    quantity_milli: Annotated[int, Field(ge=-QUANTITY_MILLI_MAX, le=QUANTITY_MILLI_MAX)]


class ReceiveStock(Command):
    """Book a delivery into this branch."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    lines: Annotated[
        tuple[StockLineMoved, ...], Field(min_length=1, max_length=LINES_MAX, strict=False)
    ]
    reference: OptionalWord = ""
    approval: ApprovalGiven | None = None


class AdjustStock(Command):
    """Put this branch's stock right, up or down."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    lines: Annotated[
        tuple[StockLineMoved, ...], Field(min_length=1, max_length=LINES_MAX, strict=False)
    ]
    reason: Word
    approval: ApprovalGiven | None = None


class Stock(Command):
    """Ask for stock figures: of one code, or of everything."""

    code: Code | None = None
    location: Word | None = None


class Status(Command):
    """Ask how the node is."""

    full: bool = False
    """Whether to walk whole tables: the products, and the digests of stock and projections."""


class History(Command):
    """Ask for this till's last receipts."""

    limit: Annotated[int, Field(ge=1, le=HISTORY_MAX)] = 20


class Sync(Command):
    """Ask what is still to come and to go."""

    hurry: bool = False
    """Whether to look after every link at once."""


class ExportBundle(Command):
    """Write a bundle: all this node holds, or only what is beyond these heads."""

    path: FileName
    since: dict[str, Annotated[int, Field(ge=0, le=U64_MAX)]] | None = None
    since_hub: bool = False
    """Whether to leave out what a hub is known to hold."""


class WriteForkProof(Command):
    """Write the proof that a stream forked; forks are counted from 1 as status lists them."""

    number: Annotated[int, Field(ge=1)] = 1
    path: FileName


class ImportBundle(Command):
    """Take a bundle in."""

    path: FileName


class Doctor(Command):
    """Look the node over."""

    whole: bool = False
    """Whether to walk the whole log, every record and seal of it."""
