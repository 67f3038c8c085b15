"""Rules and notes of the sale from anywhere are read field by field, or not at all."""

from __future__ import annotations

from typing import Any

import msgpack
import pytest

from core.errors import MalformedError
from core.views.shop import SHOP_READERS
from tests.core.shop.test_facts import plain_bodies


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("tender.noted", 3, bytes(15)),
        ("tender.noted", 4, 0),
        ("tender.noted", 8, 2),
        ("tender.settled", 3, 101),
        ("tender.settled", 4, None),
        ("labels.set", 2, ["21III"]),
        ("labels.set", 2, "21IIIIIWWWWWC"),
        ("labels.set", 3, 0),
        ("promotion.edited", 2, ""),
        ("promotion.edited", 3, []),
        ("promotion.edited", 3, [["colour", 1, "red"]]),
        ("promotion.edited", 3, [["take", 1, "3"]]),
        ("promotion.edited", 3, [["kind", 1, "gift"]]),
        ("promotion.edited", 3, [["name", 0, "x"]]),
        ("promotion.edited", 3, [["take", 1, 3], ["name", 1, "x"]]),
    ],
)
def test_one_wrong_field_makes_a_rule_malformed(kind: str, field: int, value: Any) -> None:
    body = plain_bodies()[kind]
    body[field] = value
    with pytest.raises(MalformedError):
        SHOP_READERS[kind](msgpack.packb(body))
