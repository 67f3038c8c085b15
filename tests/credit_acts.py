"""Hypothesis strategies for what happens to credit and to accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from hypothesis import strategies as st

from core.shop.account import AccountCharge
from core.shop.credit import (
    ALL_LEDGERS,
    CreditCreated,
    CreditSpent,
    RightsGrant,
    RightsReclaim,
    RightsRequest,
    Share,
)

if TYPE_CHECKING:
    from tests.strategies import Act, Vocabulary

CREDIT_BODIES: dict[str, list[Any]] = {
    "credit.created": [1, 5, "gift-card", "7F3K", 500, bytes(16)],
    "credit.spent": [1, 5, "points", "7F3K", 500, 7, bytes(16)],
    "rights.requested": [1, 5, "gift-card", "7F3K", [[bytes(16), 1, 500]]],
    "rights.granted": [1, 5, "gift-card", "7F3K", [bytes(16), 1, 500], bytes(16)],
    "rights.reclaimed": [1, 5, "gift-card", "7F3K", [bytes(16), 1, 500], bytes(16)],
    "account.charged": [1, 5, bytes(16), -500, bytes(16), "cash"],
}
"""A plain body of every kind."""

_shares = st.builds(
    Share,
    st.integers(1, 3).map(lambda one: bytes([one]) * 16),
    st.integers(1, 2),
    st.integers(0, 9),
)
_ids = st.integers(1, 3).map(lambda number: UUID(int=number))


def credit_acts(say: Vocabulary) -> dict[str, st.SearchStrategy[Act]]:
    """Everything that happens to credit, by the name of its event's kind."""
    from tests.strategies import Act

    where = {"ledger": st.sampled_from(ALL_LEDGERS), "account": st.sampled_from(["7F3K", "Карта"])}
    moved = {**where, "amount": st.integers(1, 99), "cause": _ids}
    said: dict[Any, dict[str, st.SearchStrategy[Any]]] = {
        CreditCreated.give: moved,
        CreditSpent.spend: {**moved, "owed": st.integers(0, 2)},
        RightsRequest.ask: {**where, "asked": st.lists(_shares, min_size=1, max_size=3)},
        RightsGrant.give: {**where, "to": _shares, "request": _ids.map(lambda one: one.bytes)},
        RightsReclaim.take: {**where, "of": _shares, "request": _ids.map(lambda one: one.bytes)},
        AccountCharge.charge: {
            "customer": _ids,
            "amount_minor": st.integers(-9, 9).filter(bool),
            "cause": _ids,
            "tender": st.sampled_from(["", "cash"]),
        },
    }
    return {
        kind: st.builds(Act, st.just(decide), st.fixed_dictionaries(fields), say.at_ms)
        for kind, (decide, fields) in zip(CREDIT_BODIES, said.items(), strict=True)
    }
