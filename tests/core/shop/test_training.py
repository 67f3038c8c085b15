"""Training baskets: what one may hold, and that what it holds is checked again when it is read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgpack
import pytest

from core.errors import MalformedError, RefusedError
from core.shop.aggregate import moment
from core.shop.training import BASKETS_MAX, READERS, TrainingSale

SAID: dict[str, Any] = {"drill": UUID(int=7), "number": 1, "till": "B1T1", "total_minor": 250}


@pytest.mark.parametrize(
    "wrong", [{"number": 0}, {"number": BASKETS_MAX + 1}, {"till": ""}, {"total_minor": -1}]
)
def test_a_basket_out_of_bounds_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        TrainingSale.ring_up(id=UUID(int=1), timestamp=moment(5), **(SAID | wrong))


@pytest.mark.parametrize(("field", "wrong"), [(3, 0), (3, BASKETS_MAX + 1), (4, ""), (5, -1)])
def test_a_basket_out_of_bounds_is_not_read(field: int, wrong: object) -> None:
    body: list[Any] = [1, 5, bytes(16), 1, "B1T1", 250]
    assert READERS["training.sold"](msgpack.packb(body)).number == 1
    body[field] = wrong
    with pytest.raises(MalformedError):
        READERS["training.sold"](msgpack.packb(body))
