"""Events about credit are these bytes for ever: another build must read what this one wrote."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.errors import RefusedError
from core.shop.account import AccountCharge
from core.shop.aggregate import ShopAggregate, moment
from core.shop.credit import (
    CreditCreated,
    CreditSpent,
    RightsGrant,
    RightsReclaim,
    RightsRequest,
    Share,
)
from core.views.shop import SHOP_READERS
from tests.strategies import body_of, kind_of

SALE = UUID(int=7)
S = SALE.bytes.hex()
AT: dict[str, Any] = {"id": UUID(int=9), "timestamp": moment(1_700_000_000_000)}
CARD: dict[str, Any] = {"ledger": "gift-card", "account": "7F3K"}
HEAD = "01cf0000018bcfe56800"
WHERE = "a9676966742d63617264a43746334b"
TILL = Share(bytes(range(16)), 1, 300)
T = "93c410" + bytes(range(16)).hex() + "01cd012c"


@pytest.mark.parametrize(
    ("kind", "decided", "body"),
    [
        (
            "credit.created",
            CreditCreated.give(**AT, **CARD, amount=500, cause=SALE),
            f"96{HEAD}{WHERE}cd01f4c410{S}",
        ),
        (
            "credit.spent",
            CreditSpent.spend(**AT, **CARD, amount=500, owed=7, cause=SALE),
            f"97{HEAD}{WHERE}cd01f407c410{S}",
        ),
        (
            "rights.requested",
            RightsRequest.ask(**AT, **CARD, asked=[TILL]),
            f"95{HEAD}{WHERE}91{T}",
        ),
        (
            "rights.granted",
            RightsGrant.give(**AT, **CARD, to=TILL, request=SALE.bytes),
            f"96{HEAD}{WHERE}{T}c410{S}",
        ),
        (
            "rights.reclaimed",
            RightsReclaim.take(**AT, **CARD, of=TILL, request=SALE.bytes),
            f"96{HEAD}{WHERE}{T}c410{S}",
        ),
        (
            "account.charged",
            AccountCharge.charge(
                **AT, customer=UUID(int=1), amount_minor=-500, cause=SALE, tender="cash"
            ),
            f"96{HEAD}c410{UUID(int=1).hex}d1fe0cc410{S}a463617368",
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


def test_what_is_no_credit_is_refused() -> None:
    for wrong in ({"amount": 0}, {"amount": 10**15}, {"account": ""}, {"account": "c" * 41}):
        with pytest.raises(RefusedError):
            CreditCreated.give(**{**AT, **CARD, "amount": 1, "cause": SALE, **wrong})
    with pytest.raises(RefusedError, match="Nobody else"):
        RightsRequest.ask(**AT, **CARD, asked=[])
    with pytest.raises(RefusedError, match="more than nothing"):
        AccountCharge.charge(**AT, customer=SALE, amount_minor=0, cause=SALE)
