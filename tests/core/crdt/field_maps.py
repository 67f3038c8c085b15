"""Field maps such as honest replicas reach, and such as they never would."""

from __future__ import annotations

from hypothesis import strategies as st

from core.crdt.field_map import FieldMap
from core.crdt.lww import Tag
from core.identity import AUTHOR_BYTES

tags = st.builds(
    Tag,
    st.integers(0, 3),
    st.integers(1, 4).map(lambda number: bytes([number]) * AUTHOR_BYTES),
    st.integers(0, 1),
    st.integers(0, 3),
)


@st.composite
def field_maps(draw: st.DrawFn) -> FieldMap:
    """A map of a few writes, of which some share a tag."""
    state = FieldMap()
    values = st.integers(0, 2) | st.sampled_from(["", "a", "b"])
    steps = st.tuples(st.sampled_from(["name", "price"]), st.integers(1, 2), tags, values)
    for name, revision, tag, value in draw(st.lists(steps, max_size=6)):
        state = state.written(name, revision, tag, value)
    return state
