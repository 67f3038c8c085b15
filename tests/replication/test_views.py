"""Whom a node chooses to be linked to: few links, and everybody reaches everybody."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replication.views import ACTIVE_LINKS_MAX, HUB_LINKS, HUB_ROLE, Contact, slots

Fleet = dict[str, Contact]


def contact(name: str, branch: str, role: str = "till") -> Contact:
    return Contact(name, f"tcp://{name}:1", name.encode().ljust(32), branch, role)


def fleet(branches: dict[str, int], hubs: int = 0) -> Fleet:
    """Return so many tills in each branch, and so many hubs."""
    tills = [contact(f"{b}T{n}", b) for b, count in branches.items() for n in range(count)]
    tills += [contact(f"HUB{n}", "HQ", HUB_ROLE) for n in range(hubs)]
    return {each.name: each for each in tills}


def chosen(everybody: Fleet, name: str, *, without_hub: bool = False) -> list[str]:
    """Return the first of every slot of one node."""
    others = {other: c for other, c in everybody.items() if other != name}
    view = slots(everybody[name], others, without_hub=without_hub)
    for slot in view:
        assert name not in slot
        assert len(set(slot)) == len(slot)
    return [slot[0] for slot in view]


def connected(links: dict[str, list[str]], alive: set[str]) -> bool:
    """Return whether those alive reach one another over links that either side holds."""
    near: dict[str, set[str]] = {name: set() for name in alive}
    for one in alive:
        for other in links[one]:
            if other in alive:
                near[one].add(other)
                near[other].add(one)
    reached: set[str] = set()
    waiting = [min(alive)]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += near[name]
    return reached == alive


def all_chosen(everybody: Fleet, *, without_hub: bool = False) -> dict[str, list[str]]:
    return {name: chosen(everybody, name, without_hub=without_hub) for name in everybody}


branch_sizes = st.dictionaries(
    st.sampled_from(["B1", "B2", "B3", "B4", "B5"]), st.integers(1, 40), min_size=1
)


@given(branch_sizes, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_with_a_hub_everybody_reaches_everybody(sizes: dict[str, int], hubs: int) -> None:
    everybody = fleet(sizes, hubs)
    assert connected(all_chosen(everybody), set(everybody))


@given(branch_sizes)
@settings(max_examples=60, deadline=None)
def test_without_any_hub_every_branch_is_linked_to_the_next_one(sizes: dict[str, int]) -> None:
    everybody = fleet(sizes)
    assert connected(all_chosen(everybody, without_hub=True), set(everybody))


@given(st.integers(ACTIVE_LINKS_MAX + 2, 130), st.data())
@settings(max_examples=80, deadline=None)
def test_a_branch_stays_connected_when_as_many_are_dead_as_a_node_has_links(
    size: int, data: st.DataObject
) -> None:
    everybody = fleet({"B1": size})
    links = all_chosen(everybody)
    fingers = len(links["B1T0"])
    names = st.sampled_from(sorted(everybody))
    dead = data.draw(st.sets(names, max_size=fingers))
    if data.draw(st.booleans()):
        dead = set(links[data.draw(names)])
    assert connected(links, set(everybody) - dead)


@given(branch_sizes, st.integers(0, 4), st.booleans())
@settings(max_examples=60, deadline=None)
def test_nobody_holds_more_links_than_the_view_allows(
    sizes: dict[str, int], hubs: int, without_hub: bool
) -> None:
    everybody = fleet(sizes, hubs)
    in_branch = dict.fromkeys(everybody, 0)
    for name, links in all_chosen(everybody, without_hub=without_hub).items():
        fingers = max(ACTIVE_LINKS_MAX, len(everybody).bit_length())
        assert len(links) == len(set(links)) <= fingers + HUB_LINKS + 1
        for other in links:
            in_branch[other] += everybody[other].branch == everybody[name].branch
    assert max(in_branch.values()) <= max(ACTIVE_LINKS_MAX, len(everybody).bit_length())


def test_a_few_peers_are_all_linked_wherever_they_stand() -> None:
    everybody = fleet({"B1": 5, "B2": 3}, 1)
    assert chosen(everybody, "B1T0") == sorted(set(everybody) - {"B1T0"})


def test_a_thousand_tills_of_one_branch_hold_nine_links_each() -> None:
    links = all_chosen(fleet({"B1": 1000}))
    assert {len(held) for held in links.values()} == {9}
    assert set(Counter(name for held in links.values() for name in held).values()) == {9}


def test_a_thousand_tills_spread_over_the_hubs() -> None:
    everybody = fleet({f"B{n:03}": 1 for n in range(1000)}, 5)
    counted: Counter[str] = Counter()
    for name in everybody:
        if not name.startswith("HUB"):
            held = chosen(everybody, name)
            assert len(held) == HUB_LINKS
            counted.update(held)
    assert sum(counted.values()) == 2000
    assert max(counted.values()) < 1.25 * min(counted.values())


def test_hubs_are_linked_to_hubs_and_wait_for_the_tills() -> None:
    everybody = fleet({"B1": 30}, 3)
    assert chosen(everybody, "HUB0", without_hub=True) == ["HUB1", "HUB2"]


def test_whom_the_operator_named_or_nobody_can_place_is_always_linked() -> None:
    everybody = fleet({"B1": 30, "B2": 30}, 3)
    everybody["B2T7"] = everybody["B2T7"]._replace(pinned=True)
    everybody["B2T8"] = everybody["B2T8"]._replace(branch="", role="")
    held = chosen(everybody, "B1T0")
    assert {"B2T7", "B2T8"} <= set(held)
    assert len(held) == 2 + 4 + HUB_LINKS


@pytest.mark.parametrize("name", ["B1T0", "B1T9", "B2T3"])
def test_every_slot_names_all_who_could_serve_it(name: str) -> None:
    everybody = fleet({"B1": 12, "B2": 12}, 4)
    others = {other: c for other, c in everybody.items() if other != name}
    mates = {n for n, c in others.items() if c.branch == everybody[name].branch}
    *ring, first_hub, second_hub, abroad = slots(everybody[name], others, without_hub=True)
    assert all(set(slot) == mates for slot in ring)
    assert set(first_hub) | set(second_hub) == {"HUB0", "HUB1", "HUB2", "HUB3"}
    assert set(abroad) == set(others) - mates - set(first_hub) - set(second_hub)
