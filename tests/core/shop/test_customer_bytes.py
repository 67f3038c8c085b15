"""Events about customers are these bytes for ever: another build must read what this one wrote."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.errors import RefusedError
from core.secret_box import open_text, seal_text
from core.shop.aggregate import ShopAggregate, moment
from core.shop.customer import Customer, CustomerEdit, CustomerMerge, Forgetting
from core.views.shop import SHOP_READERS
from tests.strategies import body_of, kind_of

KEY = bytes(range(32))
ANN, BOB = UUID(int=1), UUID(int=2)
A, B = ANN.bytes.hex(), BOB.bytes.hex()
AT: dict[str, Any] = {"id": UUID(int=9), "timestamp": moment(1_700_000_000_000)}
HEAD = "01cf0000018bcfe56800"
FIELDS: dict[str, tuple[int, str | int]] = {"name": (2, "Ann"), "group": (1, "club")}
SEALED = "3ba91179f28f94b1acd76259f2d9d5997c4c080a0e0d5c4ceb3922b00038291f19f906a669154bd95625cc"


@pytest.mark.parametrize(
    ("kind", "decided", "body"),
    [
        ("customer.registered", Customer.register(**AT, key=KEY), f"93{HEAD}c420{KEY.hex()}"),
        (
            "customer.edited",
            CustomerEdit.decide(**AT, customer=ANN, key=KEY, fields=FIELDS, by="bob"),
            f"95{HEAD}c410{A}9293a567726f757001a4636c756293a46e616d6502c42b{SEALED}a3626f62",
        ),
        (
            "customer.forgotten",
            Forgetting.decide(**AT, customer=ANN, by="bob"),
            f"94{HEAD}c410{A}a3626f62",
        ),
        (
            "customer.merged",
            CustomerMerge.decide(**AT, customer=BOB, into=ANN, revision=1, by=""),
            f"96{HEAD}c410{B}c410{A}01a0",
        ),
    ],
)
def test_an_event_is_these_bytes_and_they_are_read(
    kind: str, decided: ShopAggregate, body: str
) -> None:
    (event,) = decided.collect_events()
    assert kind_of(event) == kind
    assert body_of(event).hex() == body
    assert SHOP_READERS[kind](bytes.fromhex(body))[0] == 1_700_000_000_000


def test_what_is_sealed_only_its_key_opens() -> None:
    sealed = bytes.fromhex(SEALED)
    assert sealed == seal_text(KEY, "Ann", AT["id"].bytes, b"name")
    assert open_text(KEY, sealed) == "Ann"
    assert open_text(bytes(32), sealed) is None
    assert open_text(KEY, sealed[:-1] + b"!") is None
    assert open_text(KEY, b"") is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Nothing"),
        ({"name": (0, "Ann")}, "was changed"),
        ({"name": (1, "n" * 201)}, "has 0 to 200"),
        ({"group": (1, "g" * 17)}, "cannot be"),
        ({"language": (1, "German")}, "cannot be"),
        ({"credit_limit": (1, -1)}, "cannot be"),
    ],
)
def test_what_a_customer_cannot_be_is_refused(fields: Any, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        CustomerEdit.decide(**AT, customer=ANN, key=KEY, fields=fields)
