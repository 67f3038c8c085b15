"""A reprint is these bytes for ever, and the copies of a receipt are counted whoever printed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.errors import RefusedError
from core.shop.aggregate import moment
from core.shop.reprint import Reprint
from core.views.reprints import REPRINTS, copies_of
from core.views.shop import SHOP_READERS
from tests.node.tills import Shop, Street
from tests.strategies import body_of, kind_of

SALE = bytes(range(16))


def reprint(**changed: Any) -> Reprint:
    named: dict[str, Any] = {
        "id": UUID(int=1),
        "timestamp": moment(1_700_000_000_000),
        "location": "north",
        "till": "N1",
        "receipt": SALE,
        "copy": 2,
        "cashier": "ann",
    }
    return Reprint.print_again(**(named | changed))


def test_the_bytes_of_a_reprint_are_fixed() -> None:
    (event,) = reprint().collect_events()
    assert kind_of(event) == "receipt.reprinted"
    golden = f"9701cf0000018bcfe56800a56e6f727468a24e31c410{SALE.hex()}02a3616e6e"
    assert body_of(event).hex() == golden
    assert SHOP_READERS["receipt.reprinted"](bytes.fromhex(golden)).copy == 2


def test_a_word_out_of_bounds_is_refused() -> None:
    with pytest.raises(RefusedError, match="A till"):
        reprint(till="")


def copies(shop: Shop) -> int:
    with shop.log.read() as view:
        return copies_of(view.table(REPRINTS), SALE)


def test_copies_printed_apart_are_counted_once_they_meet() -> None:
    street = Street(None)
    here, there = street.open("N1", "north"), street.open("N2", "north")
    for shop in (here, there):
        shop.till.application.record(reprint(id=shop.log.mint_id(), copy=1))
    here.hear(there)
    there.hear(here)
    assert copies(here) == copies(there) == 2
    street.close()
