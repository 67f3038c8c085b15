"""Steps of tickets from anywhere are read field by field, or not at all."""

from __future__ import annotations

from typing import Any

import msgpack
import pytest

from core.errors import MalformedError
from core.views.shop import SHOP_READERS
from tests.core.shop.test_facts import STREAM, plain_bodies


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("ticket.opened", 2, "n\0"),
        ("ticket.opened", 3, 5),
        ("ticket.line_added", 2, 0),
        ("ticket.line_added", 2, 5_001),
        ("ticket.line_added", 3, ""),
        ("ticket.line_removed", 2, "1"),
        ("ticket.tendered", 2, ""),
        ("ticket.tendered", 3, 0),
        ("ticket.tender_returned", 2, bytes(15)),
        ("ticket.tender_returned", 3, 0),
        ("ticket.edited", 3, []),
        ("ticket.edited", 3, [["colour", 1, "red"]]),
        ("ticket.edited", 3, [["holder", 0, "n1"]]),
        ("ticket.edited", 3, [["holder", 1, 1]]),
        ("ticket.edited", 3, [["price/1/00", 1, 1]]),
        ("ticket.edited", 3, [["discount/basket", 1, 150]]),
        ("ticket.edited", 3, [["discount/basket", 1, "-1 dented"]]),
        ("ticket.edited", 3, [["discount/1/00", 1, "1 dented"]]),
        ("ticket.edited", 3, [["coupon/basket", 1, "1 " + "w" * 65]]),
        ("ticket.edited", 3, [["coupon/basket", 1, f"{10**12 + 1} "]]),
        ("ticket.edited", 3, [["shown/", 1, 1]]),
        ("ticket.edited", 3, [["shown/C7", 1, 2]]),
        ("ticket.edited", 3, [["card/" + "c" * 41, 1, 1]]),
        ("ticket.edited", 3, [["card/C7", 1, -1]]),
        ("ticket.edited", 3, [["price/0/" + "00" * 27, 1, 1]]),
        ("ticket.edited", 3, [["holder", 1, "n1"], ["holder", 2, "n2"]]),
        ("ticket.completed", 2, bytes(17)),
        ("ticket.closed", 3, bytes(15)),
        ("ticket.closed", 4, None),
        ("ticket.closed", 5, [[STREAM, 0]]),
        ("ticket.closed", 5, [[b"stream", 7]]),
        ("ticket.closed", 5, [[STREAM, 7], [STREAM, 8]]),
    ],
)
def test_one_wrong_field_makes_a_step_malformed(kind: str, field: int, value: Any) -> None:
    body = plain_bodies()[kind]
    body[field] = value
    with pytest.raises(MalformedError):
        SHOP_READERS[kind](msgpack.packb(body))
