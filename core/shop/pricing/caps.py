"""Nothing taken off is more than what it is taken from: no item and no basket is below nothing.

What the shop gives up comes first, then what a manufacturer pays; of either what was typed
first. A discount a person typed is refused where it is too much; what follows from a rule, and
what a coupon says, is cut to what is left. Gift cards are money, and nothing comes off them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.errors import RefusedError
from core.money import format_amount
from core.shop.credit import GIFT_CARD
from core.shop.lines import COUPON, DISCOUNT, ItemLine, PriceLine


def must_fit(lines: Sequence[ItemLine | PriceLine]) -> None:
    """Raise :class:`RefusedError` when a discount is more than what it is taken from."""
    skus = [line.sku for line in lines if isinstance(line, ItemLine)]
    for _, line, room_minor in _rooms(lines):
        if line.kind != DISCOUNT or -line.amount_minor <= room_minor:
            continue
        off, room = format_amount(-line.amount_minor), format_amount(room_minor)
        if not line.item:
            raise RefusedError(
                f"A discount of {off} on the basket is more than the {room} it is taken from."
            )
        sku = skus[line.item - 1]
        raise RefusedError(f"A discount of {off} on {sku} is more than the {room} left of it.")


def cut_to_fit(lines: Sequence[ItemLine | PriceLine]) -> list[ItemLine | PriceLine]:
    """Return lines whose discounts and coupons take off no more than is there.

    One that finds nothing left is left out.
    """
    rooms = {at: room_minor for at, _, room_minor in _rooms(lines)}
    fitting = list[ItemLine | PriceLine]()
    for at, line in enumerate(lines):
        room_minor = rooms.get(at)
        if room_minor is not None and -line.amount_minor > room_minor:
            if not room_minor:
                continue
            line = line._replace(amount_minor=-room_minor)
        fitting.append(line)
    return fitting


def _rooms(lines: Sequence[ItemLine | PriceLine]) -> Iterator[tuple[int, PriceLine, int]]:
    """Yield each discount, then each coupon: its place, itself, and the most it may take off."""
    left = [
        0 if line.sku == GIFT_CARD else line.amount_minor
        for line in lines
        if isinstance(line, ItemLine)
    ]
    whole = sum(left)
    for kind in (DISCOUNT, COUPON):
        for at, line in enumerate(lines):
            if isinstance(line, ItemLine) or line.kind != kind:
                continue
            room = max(0, min(left[line.item - 1], whole) if line.item else whole)
            yield at, line, room
            off = min(-line.amount_minor, room)
            whole -= off
            if line.item:
                left[line.item - 1] -= off
