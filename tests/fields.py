"""Hypothesis strategies for single fields: words, amounts, quantities, moments, streams."""

from __future__ import annotations

from uuid import UUID

from hypothesis import strategies as st

from core.identity import AUTHOR_BYTES, COMPANY_SCOPE, StreamId, branch_scope
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import limits


def words(
    length_max: int = limits.WORD_LENGTH_MAX, *, empty: bool = False
) -> st.SearchStrategy[str]:
    """Any text a field may hold: every script, no NUL, no half of a surrogate pair."""
    characters = st.characters(codec="utf-8", exclude_characters="\0")
    return st.text(characters, min_size=0 if empty else 1, max_size=length_max)


skus = words(limits.SKU_LENGTH_MAX)
amounts = st.integers(-AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX) | st.integers(-999, 9_999)
prices = st.integers(0, AMOUNT_MINOR_MAX) | st.integers(0, 9_999)
discounts = st.integers(-AMOUNT_MINOR_MAX, 0) | st.integers(-999, 0)
quantities = (
    st.integers(0, QUANTITY_MILLI_MAX)
    | st.integers(0, 9).map(lambda count: 1000 * count)
    | st.integers(0, 5_000)
)
rates = st.integers(0, limits.RATE_PPM_MAX) | st.sampled_from([0, 88_750, 230_000])
moments_ms = st.integers(0, 4_102_444_800_000)  # 1970 to 2099
uuids = st.integers(0, 2**128 - 1).map(lambda number: UUID(int=number))


def streams(authors: int = 4) -> st.SearchStrategy[StreamId]:
    """A stream of one of a few authors, or a lane of one, so that drawn streams meet again."""
    mains = st.builds(
        StreamId,
        st.integers(0, authors - 1).map(lambda number: bytes([number]) * AUTHOR_BYTES),
        st.integers(0, 2),
        st.sampled_from([COMPANY_SCOPE, branch_scope("north"), branch_scope("süd")]),
    )
    chains = st.sampled_from([bytes(8), b"\xff" * 8])
    return mains | st.builds(StreamId.lane, mains, st.sampled_from([1, 2, 2**64 - 1]), chains)
