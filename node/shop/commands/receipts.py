"""What is asked of a basket before it is paid, and of a receipt after."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from core.shop.limits import GROUP_LENGTH_MAX, LINES_MAX
from node.commands import Command, CouponWords, GiftCardSold, Off, OptionalWord, SellLine, Word


class Quote(Command):
    """Ask what a basket comes to here and now; nothing is written."""

    lines: Annotated[tuple[SellLine, ...], Field(max_length=LINES_MAX, strict=False)] = ()
    gift_cards: Annotated[tuple[GiftCardSold, ...], Field(max_length=LINES_MAX, strict=False)] = ()
    discounts: Annotated[tuple[Off, ...], Field(max_length=LINES_MAX, strict=False)] = ()
    coupons: Annotated[tuple[Off, ...], Field(max_length=LINES_MAX, strict=False)] = ()
    customer: OptionalWord = ""
    group: Annotated[str, StringConstraints(max_length=GROUP_LENGTH_MAX)] = ""
    promotion_coupons: CouponWords = ()


class ShowReceipt(Command):
    """Ask what stands on a receipt of a sale, and what of it has come back."""

    receipt: Word


class ShowProof(Command):
    """Ask for the text of the QR code that proves a sale of this till."""

    receipt: Word
