"""Trees, frontiers and proofs, against a recursive reading of RFC 9162 and its known roots."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MalformedError
from core.log.merkle import (
    EMPTY_FRONTIER,
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_by_inclusion,
    root_of,
    roots_by_consistency,
)

KNOWN_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
KNOWN_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
"""The trees that implementations of Certificate Transparency test themselves with."""

sizes = st.integers(1, 70)


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(index.to_bytes(4, "big")) for index in range(size)]


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition, word for word: split at the largest power of two below the size."""
    if len(leaves) == 1:
        return leaves[0]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return node_hash(plain_root(leaves[:left]), plain_root(leaves[left:]))


@pytest.mark.parametrize("size", KNOWN_ROOTS)
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    leaves = [leaf_hash(data) for data in KNOWN_LEAVES[:size]]
    assert root_of(leaves).hex() == KNOWN_ROOTS[size]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert EMPTY_FRONTIER.root() == EMPTY_ROOT


@given(sizes, st.integers(0, 70))
def test_a_frontier_grown_in_two_steps_has_the_root_of_the_definition(size: int, cut: int) -> None:
    leaves = leaves_of(size)
    first = EMPTY_FRONTIER.append(leaves[:cut])
    grown = Frontier.from_bytes(first.to_bytes()).append(leaves[cut:])
    assert grown.root() == plain_root(leaves)
    assert grown.size == size


@given(sizes, st.data())
def test_every_leaf_is_proved_and_no_other_is(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index, size)
    root = root_of(leaves)
    assert root_by_inclusion(leaves[index], index, size, proof) == root
    assert root_by_inclusion(leaf_hash(b"another"), index, size, proof) != root


@given(sizes, st.data())
def test_a_proof_of_one_place_does_not_prove_another(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index, size)
    if other == index:
        return
    with suppress(MalformedError):
        assert root_by_inclusion(leaves[index], other, size, proof) != root_of(leaves)


@given(sizes, st.data())
def test_a_tree_is_proved_the_beginning_of_a_later_one(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    old = data.draw(st.integers(1, size))
    old_root, root = root_of(leaves[:old]), root_of(leaves)
    proof = consistency_proof(leaves, old, size)
    assert roots_by_consistency(old, size, old_root, proof) == (old_root, root)


@given(st.integers(2, 70), st.data())
def test_a_changed_beginning_is_not_proved(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    old = data.draw(st.integers(1, size - 1))
    changed = [leaf_hash(b"changed"), *leaves[1:]]
    proof = consistency_proof(changed, old, size)
    old_root, root = root_of(leaves[:old]), root_of(changed)
    assert roots_by_consistency(old, size, old_root, proof) != (old_root, root)


@given(sizes, st.data())
def test_a_proof_that_is_cut_or_padded_is_refused(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index, size)
    for wrong in ([*proof, leaves[0]], proof[:-1] if proof else [leaves[0]]):
        with pytest.raises(MalformedError):
            root_by_inclusion(leaves[index], index, size, wrong)


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 7, (1).to_bytes(8, "big"), (2).to_bytes(8, "big") + bytes(64)]
)
def test_a_frontier_of_another_shape_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        Frontier.from_bytes(data)


def test_a_consistency_proof_of_equal_trees_is_empty() -> None:
    root = root_of(leaves_of(3))
    assert consistency_proof(leaves_of(3), 3, 3) == []
    with pytest.raises(MalformedError):
        roots_by_consistency(3, 3, root, [root])
