"""The Merkle tree over one stream: RFC 9162 section 2, the tree of Certificate Transparency.

A leaf is the header of a record; a header names its body's hash, so a proof survives the
erasure of the body. The tree of *n* leaves is split at the largest power of two below *n*, so
it only ever grows at its right edge: what has to be kept to append is the *frontier*, the roots
of its perfect subtrees, at most one of each height.

Every hash here is SHA-256 and has 32 bytes; a leaf and an inner node are hashed apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import islice
from typing import NamedTuple, Self

from core.errors import MalformedError

HASH_BYTES = 32
"""Length of a SHA-256."""

EMPTY_ROOT = sha256(b"").digest()
"""The root of the tree that has no leaf."""

LEAF_MARK, NODE_MARK = b"\x00", b"\x01"
"""What is hashed before a leaf, and before the two hashes of an inner node."""

PROOF_HASHES_MAX = 65
"""Most hashes in a proof: a path to the root of a tree of 2^64 leaves, and one root."""


def leaf_hash(header: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(LEAF_MARK + header).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(NODE_MARK + left + right).digest()


class Frontier(NamedTuple):
    """The right edge of a growing tree: all that is needed to append to it."""

    size: int
    roots: tuple[bytes, ...]
    """Roots of the perfect subtrees, the largest first: one for each bit set in ``size``."""

    def append(self, leaves: Iterable[bytes]) -> Frontier:
        """Return the frontier after these leaf hashes."""
        # Level by level, each as one list: every record of an audit passes here.
        level, size, roots, edge = list(leaves), self.size, list(self.roots), list[bytes]()
        new_size = size + len(level)
        while level:
            if size & 1:
                level.insert(0, roots.pop())
            if len(level) & 1:
                edge.append(level.pop())
            pairs = zip(level[::2], level[1::2], strict=True)
            level = [sha256(NODE_MARK + left + right).digest() for left, right in pairs]
            size >>= 1
        return Frontier(new_size, (*roots, *reversed(edge)))

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        if not self.roots:
            return EMPTY_ROOT
        root = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """Return the stored form: the size as eight bytes, then the roots."""
        return self.size.to_bytes(8, "big") + b"".join(self.roots)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the stored form; raises :class:`MalformedError` when it is none."""
        size, rest = int.from_bytes(data[:8], "big"), data[8:]
        if len(data) < 8 or len(rest) != size.bit_count() * HASH_BYTES:
            raise MalformedError("A Merkle frontier does not have the roots its size needs.")
        starts = range(0, len(rest), HASH_BYTES)
        return cls(size, tuple(rest[start : start + HASH_BYTES] for start in starts))


EMPTY_FRONTIER = Frontier(0, ())
"""The frontier of the tree that has no leaf."""


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    return EMPTY_FRONTIER.append(leaves).root()


def split(size: int) -> int:
    """Return how many of ``size`` > 1 leaves are in the left subtree."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(leaves: Iterable[bytes], index: int, size: int) -> list[bytes]:
    """Return the path of leaf ``index`` (from 0) in the tree of the first ``size`` leaves.

    The leaves are read once, in order, and never kept: of a subtree only its root is.
    """
    assert 0 <= index < size, "a proof is of a leaf that is in the tree"
    reader = iter(leaves)

    def path(first: int, count: int) -> tuple[bytes, list[bytes]]:
        if not first <= index < first + count:
            return _subtree(reader, count), []
        if count == 1:
            return next(reader), []
        left_count = split(count)
        left, left_path = path(first, left_count)
        right, right_path = path(first + left_count, count - left_count)
        sibling = right if index < first + left_count else left
        return node_hash(left, right), [*left_path, *right_path, sibling]

    return path(0, size)[1]


def consistency_proof(leaves: Iterable[bytes], old_size: int, size: int) -> list[bytes]:
    """Return the proof that the tree of ``size`` leaves begins with that of ``old_size``."""
    assert 0 < old_size <= size, "a tree grows, and begins with a leaf"
    reader = iter(leaves)

    def walk(count: int, old: int, *, whole: bool) -> tuple[bytes, list[bytes]]:
        """Return a subtree's root and what of its proof lies below; ``whole``: it is known."""
        if old == count:
            root = _subtree(reader, count)
            return root, [] if whole else [root]
        left_count = split(count)
        if old <= left_count:
            left, proof = walk(left_count, old, whole=whole)
            right = _subtree(reader, count - left_count)
            return node_hash(left, right), [*proof, right]
        left = _subtree(reader, left_count)
        right, proof = walk(count - left_count, old - left_count, whole=False)
        return node_hash(left, right), [*proof, left]

    return walk(size, old_size, whole=True)[1]


def _subtree(reader: Iterable[bytes], count: int) -> bytes:
    """Read ``count`` leaves and return the root over them."""
    return root_of(islice(reader, count))


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root that an inclusion proof leads to (RFC 9162, 2.1.3.2).

    Raises :class:`MalformedError` when it cannot be the proof of that leaf of such a tree.
    """
    if not 0 <= index < size or len(proof) > PROOF_HASHES_MAX:
        raise MalformedError(f"No tree of {size} leaves has a proof of leaf {index} like this.")
    node, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise MalformedError("An inclusion proof is longer than the tree is high.")
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise MalformedError("An inclusion proof is shorter than the tree is high.")
    return root


def roots_by_consistency(
    old_size: int, size: int, old_root: bytes, proof: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Return the old and the new root that a consistency proof leads to (RFC 9162, 2.1.4.2).

    It holds when both are the roots that were sealed. Raises :class:`MalformedError` when it
    cannot be a proof between trees of these sizes.
    """
    if not 0 < old_size <= size or len(proof) > PROOF_HASHES_MAX:
        raise MalformedError(f"No tree of {old_size} leaves is proved a beginning of {size} so.")
    if old_size == size:
        if proof:
            raise MalformedError("A tree needs no proof that it begins itself.")
        return old_root, old_root
    hashes = [old_root, *proof] if old_size.bit_count() == 1 else list(proof)
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    if not hashes:
        raise MalformedError("A consistency proof is empty.")
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise MalformedError("A consistency proof is longer than the tree is high.")
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise MalformedError("A consistency proof is shorter than the tree is high.")
    return old, new
