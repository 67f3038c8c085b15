"""What is on a ticket beside its goods: money off, coupons that were shown, gift cards sold.

Each is a field, so two that were written apart never add up; the later one stands. An end of the
ticket takes away what was written within its cut: it went into the sale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.crdt.field_map import Field, FieldMap
from core.identity import Origin, StreamId
from core.shop.lines import ItemLine, PriceLine, coupon_line, discount_line
from core.shop.ticket import TicketCut
from core.shop.ticket_fields import (
    CARDS,
    COUPONS,
    DISCOUNTS,
    NOTHING_OFF,
    SHOWN,
    MoneyOff,
    off_field,
    read_off,
)

FAMILIES = (DISCOUNTS, COUPONS, SHOWN, CARDS)
"""The families of its fields."""


class Offs(NamedTuple):
    """What the shop, and what a manufacturer, takes off a line or the basket."""

    discount: MoneyOff = NOTHING_OFF
    coupon: MoneyOff = NOTHING_OFF

    def lines(self, item: int) -> list[PriceLine]:
        """Return them as lines of a sale, about the item of this number."""
        made = ((discount_line, self.discount), (coupon_line, self.coupon))
        return [line(off.reason, item, -off.amount_minor) for line, off in made if off.amount_minor]


class Beside(NamedTuple):
    """All of it that no sale has taken yet."""

    fields: FieldMap
    """The fields it is read from; the others are left out."""

    def off(self, line: int = 0, owner: bytes = b"") -> Offs:
        """Return what is taken off a line, or off the basket."""
        return Offs(*(self._off(off_field(family, line, owner)) for family in (DISCOUNTS, COUPONS)))

    def _off(self, name: str) -> MoneyOff:
        held = self.fields.fields.get(name)
        return NOTHING_OFF if held is None else read_off(held.value) or NOTHING_OFF

    @property
    def coupons(self) -> tuple[str, ...]:
        """The coupons of promotions that were shown."""
        return tuple(word for word, _ in self._named(SHOWN))

    @property
    def cards(self) -> tuple[tuple[str, int], ...]:
        """The gift cards that are sold: code and amount."""
        return tuple(self._named(CARDS))

    def _named(self, family: str) -> Iterable[tuple[str, int]]:
        for name, held in sorted(self.fields.fields.items()):
            if name.startswith(family) and held.value:
                yield name.removeprefix(family), int(held.value)


def beside(fields: FieldMap, ends: Iterable[TicketCut]) -> Beside:
    """Return what is on a ticket beside its goods and went into no sale."""
    ended: dict[Origin, int] = {}
    for cut in ends:
        for stream, sequence in cut:
            origin = StreamId.from_bytes(stream).origin
            ended[origin] = max(sequence, ended.get(origin, 0))
    held = fields.fields.items()
    return Beside(
        FieldMap(
            {
                name: one
                for name, one in held
                if name.startswith(FAMILIES) and not _is_within(one, ended)
            }
        )
    )


def _is_within(held: Field, ended: Mapping[Origin, int]) -> bool:
    tag = held.writes[-1].tag
    return ended.get(Origin(tag.author, tag.epoch), 0) >= tag.sequence


def priced(items: Iterable[tuple[ItemLine, Offs]], basket: Offs) -> list[ItemLine | PriceLine]:
    """Return goods with what is taken off each, then off all of them, as a sale has them."""
    held = list(items)
    off = [line for at, (_, offs) in enumerate(held, 1) for line in offs.lines(at)]
    return [*(item for item, _ in held), *off, *basket.lines(0)]
