"""What is done at the drawer carries an id: sent again, it is answered and not done again."""

from __future__ import annotations

from typing import Any

import pytest

from core.log.memory_store import MemoryStore
from tests.node.tills import Shop

ID = "0" * 31 + "1"
ACTS: dict[str, tuple[dict[str, Any], int]] = {
    "cash-in": ({"amount_minor": 500, "reason": "bank"}, 10_500),
    "cash-out": ({"amount_minor": 500, "reason": "rent"}, 9_500),
    "no-sale": ({"reason": "change"}, 10_000),
    "cash-count": ({"coins": [{"value_minor": 100, "pieces": 3}]}, 10_000),
}
"""Each act, and what is in a drawer of 100.00 after it was done once."""


@pytest.mark.parametrize("verb", ACTS)
def test_an_act_at_the_drawer_is_done_once_also_when_the_shift_is_over(verb: str) -> None:
    shop = Shop(MemoryStore())
    said, left_minor = ACTS[verb]
    shop.do("shift-open", business_date="2023-11-14", float_minor=10_000)
    first = shop.do(verb, id=ID, **said)
    again = {**first, "repeated": True}
    assert shop.unchanged(verb, id=ID, **said) == again
    assert shop.do("shift-x")["report"]["expected_minor"] == left_minor
    shop.do("cash-count", coins=[{"value_minor": 1, "pieces": left_minor}])
    shop.do("shift-close")
    assert shop.unchanged(verb, id=ID, **said) == again
    other = "cash-count" if verb != "cash-count" else "no-sale"
    assert "something else" in shop.refused(other, id=ID, **ACTS[other][0])
