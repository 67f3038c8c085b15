"""Links are looked after in the order in which they are due."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from replication.ticks import Ticks

times = st.integers(0, 50).map(float)


@given(
    st.lists(
        st.tuples(st.sampled_from(["plan", "forget", "due"]), st.sampled_from("abcd"), times),
        max_size=60,
    )
)
def test_ticks_come_in_order_whoever_planned_them(steps: list[tuple[str, str, float]]) -> None:
    """Against a walk over all links: only what was planned last counts."""
    planned: dict[bytes, float] = {}
    ticks = Ticks(random.Random(1))
    for what, name, at in steps:
        link = name.encode()
        if what == "plan":
            planned[link] = at
            ticks.plan(link, at)
        elif what == "forget":
            planned.pop(link, None)
            ticks.forget(link)
        else:
            due = [one for when, one in sorted((w, o) for o, w in planned.items()) if when <= at]
            found = []
            for one in ticks.due(at):
                found.append(one)
                planned[one] = at + 1
                ticks.plan(one, at + 1)
            assert found == due
        assert ticks.next_s() == min(planned.values(), default=None)
