"""Hypothesis strategies for what people decide about customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from hypothesis import strategies as st

from core.shop import limits
from core.shop.customer import Customer, CustomerEdit, CustomerMerge, Forgetting

if TYPE_CHECKING:
    from tests.strategies import Act, Vocabulary

KEYS = (bytes(32), bytes(range(32)))
"""Two keys: an edit is sealed with the one its customer has, or with another."""

CUSTOMER_BODIES: dict[str, list[Any]] = {
    "customer.registered": [1, 5, bytes(32)],
    "customer.edited": [1, 5, bytes(16), [["group", 1, "club"], ["name", 1, bytes(40)]], "ann"],
    "customer.forgotten": [1, 5, bytes(16), "ann"],
    "customer.merged": [1, 5, bytes(16), bytes(15) + b"1", 1, ""],
}
"""A plain body of every kind."""

_customers = st.integers(1, 4).map(lambda number: UUID(int=number << 64))
"""Few customers, so that acts meet."""

_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["Ann Lee", "Олена", ""]),
    "phone": st.sampled_from(["+49 555 0101 01", "0555 010101", "12", ""]),
    "email": st.sampled_from(["a@example.org", "A@Example.org "]),
    "number": st.sampled_from(["7", "8"]),
    "group": st.sampled_from(["club", ""]),
    "language": st.sampled_from(["uk", "pt-BR", ""]),
    "credit_limit": st.integers(0, 99),
}


@st.composite
def _edits(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(sorted(_FIELDS)), min_size=1, max_size=3, unique=True))
    revisions = st.integers(1, 3) | st.just(limits.REVISION_MAX)
    return {
        "customer": draw(_customers),
        "key": draw(st.sampled_from(KEYS)),
        "fields": {name: (draw(revisions), draw(_FIELDS[name])) for name in names},
        "by": draw(st.sampled_from(["", "ann"])),
    }


def register_as(*, id: UUID, timestamp: Any, customer: UUID, key: bytes) -> Customer:
    """Make somebody a customer under an id that others name too."""
    return Customer.register(id=customer, timestamp=timestamp, key=key)


def customer_acts(say: Vocabulary) -> dict[str, st.SearchStrategy[Act]]:
    """Everything people decide about customers, by the name of its event's kind."""
    from tests.strategies import Act

    made = st.fixed_dictionaries({"customer": _customers, "key": st.sampled_from(KEYS)})
    gone = st.fixed_dictionaries({"customer": _customers, "by": st.just("ann")})
    merged = st.tuples(_customers, _customers, st.integers(1, 3)).filter(
        lambda said: said[0] != said[1]
    )
    return {
        "customer.registered": st.builds(Act, st.just(register_as), made, say.at_ms),
        "customer.edited": st.builds(Act, st.just(CustomerEdit.decide), _edits(), say.at_ms),
        "customer.forgotten": st.builds(Act, st.just(Forgetting.decide), gone, say.at_ms),
        "customer.merged": st.builds(
            Act,
            st.just(CustomerMerge.decide),
            merged.map(
                lambda said: {"customer": said[0], "into": said[1], "revision": said[2], "by": ""}
            ),
            say.at_ms,
        ),
    }
