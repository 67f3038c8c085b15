"""One law suite for every CRDT; a new one joins it with one entry in CASES."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.crdt.bounded_counter import BoundedCounter, RightsRow
from core.crdt.field_map import FieldMap
from core.crdt.lww import LWWRegister, Tag
from core.crdt.pn_counter import COUNT_MAX, PNCounter, Row
from core.crdt.version_vector import VersionVector
from core.errors import MalformedError
from core.identity import AUTHOR_BYTES, StreamId
from tests.core.crdt.field_maps import field_maps
from tests.fields import streams

REPLICAS = 3
u64 = st.integers(0, 2**64 - 1)


class Operation(NamedTuple):
    """What one replica did: ``step`` grows over all replicas and never repeats."""

    replica: int
    step: int
    argument: Any


@dataclass(frozen=True)
class Case:
    """Everything the suite needs to know of one CRDT."""

    name: str
    new: Callable[[], Any]
    from_bytes: Callable[[bytes], Any]
    states: st.SearchStrategy[Any]
    """Any state at all, also such as no honest replica reaches."""
    arguments: st.SearchStrategy[Any]
    update: Callable[[Any, Operation], Any]
    value: Callable[[Any], Any]
    model: Callable[[Sequence[Operation]], Any]
    """The value after exactly these operations, computed without the CRDT."""


def author(replica: int) -> bytes:
    return bytes([replica + 1]) * AUTHOR_BYTES


def stream(replica: int) -> StreamId:
    return StreamId(author(replica), 1, "company")


def move(state: PNCounter, did: Operation) -> PNCounter:
    up, down = did.argument
    return state.moved(stream(did.replica), did.step, increments=up, decrements=down)


def advance(state: VersionVector, did: Operation) -> VersionVector:
    return state.advanced(stream(did.argument[0]), did.argument[1])


def highest(operations: Sequence[Operation]) -> dict[StreamId, int]:
    arguments = sorted(did.argument for did in operations)
    return {stream(which): sequence for which, sequence in arguments if sequence}


def write(state: LWWRegister, did: Operation) -> LWWRegister:
    hlc, value = did.argument
    return state.merge(LWWRegister(Tag(hlc, author(did.replica), 1, did.step), value))


def last_written(operations: Sequence[Operation]) -> bytes:
    stamped = [(did.argument[0], did.replica, did.step, did.argument[1]) for did in operations]
    return bytes(max(stamped)[3]) if stamped else b""


def edit(state: FieldMap, did: Operation) -> FieldMap:
    """Write a field in knowledge of what is there, as an honest node does."""
    name, hlc, value = did.argument
    tag = Tag(hlc, author(did.replica), 1, did.step)
    return state.written(name, state.revision(name) + 1, tag, value)


def use_rights(state: BoundedCounter, did: Operation) -> BoundedCounter:
    how, other, amount = did.argument
    mine, to = stream(did.replica), stream(other).origin
    match how:
        case "create":
            return state.created(mine, did.step, amount)
        case "spend":
            return state.spent(mine, did.step, amount)
        case "grant":
            return state.granted(mine, did.step, to, amount)
        case _:
            return state.reclaimed(mine, did.step, to, amount)


def rights_left(operations: Sequence[Operation]) -> int:
    sign = {"create": 1, "spend": -1}
    return sum(sign.get(did.argument[0], 0) * did.argument[2] for did in operations)


counts = st.integers(0, 10**9)
shares = st.dictionaries(streams().map(lambda drawn: drawn.origin), st.integers(1, 9), max_size=2)
sorted_shares = shares.map(lambda drawn: tuple(sorted(drawn.items())))
CASES = (
    Case(
        name="PN-counter",
        new=PNCounter,
        from_bytes=PNCounter.from_bytes,
        states=st.dictionaries(
            streams(),
            st.builds(Row, st.integers(0, 3), st.integers(0, COUNT_MAX), st.integers(0, 5)),
        ).map(PNCounter),
        arguments=st.tuples(counts, counts),
        update=move,
        value=lambda state: state.value,
        model=lambda known: sum(did.argument[0] - did.argument[1] for did in known),
    ),
    Case(
        name="bounded counter",
        new=BoundedCounter,
        from_bytes=BoundedCounter.from_bytes,
        states=st.dictionaries(
            streams(),
            st.builds(
                RightsRow,
                st.integers(0, 3),
                st.integers(0, COUNT_MAX),
                st.integers(0, 5),
                sorted_shares,
                sorted_shares,
            ),
        ).map(BoundedCounter),
        arguments=st.tuples(
            st.sampled_from(["create", "spend", "grant", "reclaim"]),
            st.integers(0, REPLICAS - 1),
            counts,
        ),
        update=use_rights,
        value=lambda state: state.value,
        model=rights_left,
    ),
    Case(
        name="version vector",
        new=VersionVector,
        from_bytes=VersionVector.from_bytes,
        states=st.dictionaries(streams(), st.integers(0, 5) | u64).map(VersionVector),
        arguments=st.tuples(st.integers(0, REPLICAS - 1), st.integers(0, 5)),
        update=advance,
        value=lambda state: dict(state.sequences),
        model=highest,
    ),
    Case(
        name="last-writer register",
        new=lambda: LWWRegister(Tag(0, bytes(AUTHOR_BYTES), 0, 0), b""),
        from_bytes=LWWRegister.from_bytes,
        states=st.builds(
            LWWRegister,
            st.builds(
                Tag,
                st.integers(0, 3) | u64,
                st.binary(min_size=AUTHOR_BYTES, max_size=AUTHOR_BYTES),
                st.integers(0, 2),
                st.integers(0, 3),
            ),
            st.binary(max_size=3),
        ),
        arguments=st.tuples(st.integers(0, 3), st.binary(max_size=3)),
        update=write,
        value=lambda state: state.value,
        model=last_written,
    ),
    Case(
        name="field map",
        new=FieldMap,
        from_bytes=FieldMap.from_bytes,
        states=field_maps(),
        arguments=st.tuples(
            st.sampled_from(["name", "price"]), st.integers(0, 3), st.integers(0, 3)
        ),
        update=edit,
        value=lambda state: set(state.fields),
        model=lambda known: {did.argument[0] for did in known},
    ),
)

every_crdt = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
few = settings(max_examples=40)


def same(left: Any, right: Any) -> bool:
    """Equal as values and as bytes."""
    return bool(left == right and left.to_bytes() == right.to_bytes())


@every_crdt
@few
@given(data=st.data())
def test_merge_is_commutative(case: Case, data: st.DataObject) -> None:
    a, b = data.draw(case.states), data.draw(case.states)
    assert same(a.merge(b), b.merge(a))


@every_crdt
@few
@given(data=st.data())
def test_merge_is_associative(case: Case, data: st.DataObject) -> None:
    a, b, c = (data.draw(case.states) for _ in range(3))
    assert same(a.merge(b).merge(c), a.merge(b.merge(c)))


@every_crdt
@few
@given(data=st.data())
def test_merge_is_idempotent(case: Case, data: st.DataObject) -> None:
    a = data.draw(case.states)
    assert same(a.merge(a), a)


@every_crdt
@few
@given(data=st.data())
def test_merge_is_an_upper_bound_of_both(case: Case, data: st.DataObject) -> None:
    a, b = data.draw(case.states), data.draw(case.states)
    both = a.merge(b)
    assert same(both.merge(a), both)
    assert same(both.merge(b), both)


replicas = st.integers(0, REPLICAS - 1)


@every_crdt
@few
@given(data=st.data())
def test_every_replica_equals_the_model_of_what_it_knows(case: Case, data: st.DataObject) -> None:
    states = [case.new() for _ in range(REPLICAS)]
    known: list[frozenset[Operation]] = [frozenset()] * REPLICAS
    steps = st.lists(st.tuples(replicas, replicas, case.arguments), max_size=20)
    everything = [(at, other, None) for at in (0, 1, 2, 0, 1) for other in range(REPLICAS)]
    for step, (at, other, argument) in enumerate([*data.draw(steps), *everything], 1):
        if argument is not None and at == other:
            did = Operation(at, step, argument)
            states[at], known[at] = case.update(states[at], did), known[at] | {did}
        else:
            states[at], known[at] = states[at].merge(states[other]), known[at] | known[other]
        in_order = sorted(known[at], key=lambda did: did.step)
        assert case.value(states[at]) == case.model(in_order)
    assert same(states[0], states[1])
    assert same(states[1], states[2])


@every_crdt
@few
@given(data=st.data())
def test_an_update_never_goes_back(case: Case, data: st.DataObject) -> None:
    before = data.draw(case.states)
    did = Operation(data.draw(replicas), data.draw(st.integers(1, 9)), data.draw(case.arguments))
    after = case.update(before, did)
    assert same(after.merge(before), after)


@every_crdt
@few
@given(data=st.data())
def test_bytes_give_back_the_state(case: Case, data: st.DataObject) -> None:
    state = data.draw(case.states)
    assert same(case.from_bytes(state.to_bytes()), state)


@every_crdt
@few
@given(data=st.data())
def test_bytes_are_canonical_or_malformed(case: Case, data: st.DataObject) -> None:
    """Whatever is read is what would be written, and nothing but MalformedError is raised."""
    good = data.draw(case.states).to_bytes()
    cut, change = data.draw(st.integers(0, len(good))), data.draw(st.binary(max_size=4))
    skipped = data.draw(st.integers(0, 4))
    for data_bytes in (good[:cut], good[:cut] + change + good[cut + skipped :], change, good * 2):
        with suppress(MalformedError):
            assert case.from_bytes(data_bytes).to_bytes() == data_bytes
