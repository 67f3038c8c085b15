"""What is special to the last-writer register: who counts as last."""

from __future__ import annotations

import pytest

from core.crdt.lww import LWWRegister, Tag
from core.errors import MalformedError
from core.identity import AUTHOR_BYTES

A, B = b"a" * AUTHOR_BYTES, b"b" * AUTHOR_BYTES


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (Tag(1, B, 9, 9), Tag(2, A, 1, 1)),
        (Tag(1, A, 9, 9), Tag(1, B, 1, 1)),
        (Tag(1, A, 1, 9), Tag(1, A, 2, 1)),
        (Tag(1, A, 1, 1), Tag(1, A, 1, 2)),
        (Tag(255, A, 1, 1), Tag(256, A, 1, 1)),
    ],
    ids=["clock", "author", "epoch", "sequence", "as numbers"],
)
def test_the_clock_decides_then_author_epoch_and_sequence(earlier: Tag, later: Tag) -> None:
    old, new = LWWRegister(earlier, b"zzz"), LWWRegister(later, b"a")
    assert old.merge(new) == new
    assert new.merge(old) == new


def test_a_tag_used_twice_still_gives_one_answer() -> None:
    one, two = LWWRegister(Tag(1, A, 1, 1), b"one"), LWWRegister(Tag(1, A, 1, 1), b"two")
    assert one.merge(two) == two.merge(one)


def test_a_value_of_no_bytes_is_a_value() -> None:
    empty = LWWRegister(Tag(2, A, 1, 1), b"")
    assert LWWRegister(Tag(1, A, 1, 1), b"full").merge(empty) == empty
    assert LWWRegister.from_bytes(empty.to_bytes()) == empty


def test_a_register_cut_short_is_malformed() -> None:
    data = LWWRegister(Tag(2, A, 1, 1), b"").to_bytes()
    for length in range(len(data)):
        with pytest.raises(MalformedError, match="cut short"):
            LWWRegister.from_bytes(data[:length])
