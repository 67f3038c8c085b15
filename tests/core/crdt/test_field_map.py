"""What is special to the field map: who wins, what is lost, and when a loss is settled."""

from __future__ import annotations

from core.crdt.field_map import FieldMap, stored_values
from core.crdt.lww import Tag
from core.identity import AUTHOR_BYTES

A, B = b"a" * AUTHOR_BYTES, b"b" * AUTHOR_BYTES


def test_edits_of_different_fields_made_apart_are_both_kept() -> None:
    base = (
        FieldMap()
        .written("name", 1, Tag(1, A, 1, 1), "Milk")
        .written("price", 1, Tag(1, A, 1, 1), 100)
    )
    named = base.written("name", 2, Tag(2, A, 1, 2), "Whole milk")
    priced = base.written("price", 2, Tag(2, B, 1, 1), 120)
    merged = named.merge(priced)
    assert stored_values(merged.to_bytes()) == {"name": "Whole milk", "price": 120}
    assert [held.lost for held in merged.fields.values()] == [(), ()]


def test_of_edits_of_one_field_made_apart_the_later_stands_and_the_other_is_kept_as_lost() -> None:
    base = FieldMap().written("price", 1, Tag(1, A, 1, 1), 100)
    mine, theirs = (
        base.written("price", 2, Tag(5, A, 1, 2), 110),
        base.written("price", 2, Tag(4, B, 1, 1), 90),
    )
    for merged in (mine.merge(theirs), theirs.merge(mine)):
        assert (merged.fields["price"].value, merged.fields["price"].lost) == (110, (90,))


def test_whoever_knows_both_settles_it_whatever_their_clock_says() -> None:
    clash = (
        FieldMap()
        .written("price", 1, Tag(2**40, A, 1, 1), 110)
        .written("price", 1, Tag(4, B, 1, 1), 90)
    )
    assert clash.fields["price"].lost == (90,)
    settled = clash.written("price", 2, Tag(1, B, 1, 2), 95).fields["price"]
    assert (settled.value, settled.lost) == (95, ())


def test_the_same_value_written_apart_is_no_loss() -> None:
    both = (
        FieldMap().written("name", 1, Tag(1, A, 1, 1), "x").written("name", 1, Tag(2, B, 1, 1), "x")
    )
    assert both.fields["name"].lost == ()


def test_a_writer_that_says_one_revision_for_ever_takes_no_room() -> None:
    state = FieldMap()
    for sequence in range(1, 50):
        state = state.written("name", 1, Tag(1, A, 1, sequence), str(sequence))
    assert [write.value for write in state.fields["name"].writes] == ["49"]
