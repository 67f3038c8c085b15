"""Readers of bodies: they read what we write, and refuse everything else in one way only."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from uuid import UUID

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import MalformedError
from core.identity import StreamId
from core.shop.facts import SaleFact
from core.shop.lines import totals_of
from core.views.shop import SHOP_READERS
from tests.credit_acts import CREDIT_BODIES
from tests.customer_acts import CUSTOMER_BODIES
from tests.rule_acts import RULE_BODIES
from tests.stock_acts import STOCK_BODIES
from tests.strategies import ANY_WORDS, Act, acts, body_fields, body_of, kind_of
from tests.ticket_acts import TICKET_BODIES

ACTS = acts(ANY_WORDS)
STREAM = StreamId(bytes(16), 1, "company").to_bytes()
ANY_ACT = st.one_of(list(ACTS.values()))
every_kind = pytest.mark.parametrize("kind", sorted(SHOP_READERS))


def plain(value: Any) -> Any:
    """Named tuples as the plain tuples that msgpack gives back."""
    return tuple(plain(part) for part in value) if isinstance(value, tuple | list) else value


def verdict(kind: str, body: bytes) -> str:
    """What a reader makes of a body; anything but MalformedError escapes."""
    try:
        return repr(SHOP_READERS[kind](body))
    except MalformedError as error:
        text = str(error)
        assert len(text) < 300, "a hostile body must not fill the diary"
        return text


def test_every_kind_that_is_read_can_be_decided() -> None:
    assert ACTS.keys() == SHOP_READERS.keys()


@every_kind
@settings(max_examples=40)
@given(data=st.data())
def test_whatever_is_decided_is_read_back_with_equal_fields(kind: str, data: st.DataObject) -> None:
    act = data.draw(ACTS[kind])
    event = act.event(UUID(int=1), data.draw(st.integers(1, 2**40)))
    assert kind_of(event) == kind
    fact = SHOP_READERS[kind](body_of(event))
    assert fact.at_ms == act.at_ms
    said = plain(body_fields(event))
    read = fact[1:]
    if isinstance(fact, SaleFact):
        assert fact.totals == totals_of(fact.lines)
        read = read[:-1]
    assert read == said[: len(read)]


@every_kind
@settings(max_examples=40)
@given(body=st.binary(max_size=60))
def test_random_bytes_are_malformed_and_nothing_else(kind: str, body: bytes) -> None:
    with pytest.raises(MalformedError):
        SHOP_READERS[kind](body)


@settings(max_examples=150)
@given(ANY_ACT, st.data())
def test_damaged_bodies_are_read_or_malformed_whoever_asks(act: Act, data: st.DataObject) -> None:
    event = act.event(UUID(int=1))
    good = body_of(event)
    at, skipped = data.draw(st.integers(0, len(good))), data.draw(st.integers(0, 3))
    damaged = good[:at] + data.draw(st.binary(max_size=3)) + good[at + skipped :]
    for body in (damaged, good[:at], good + good[:at]):
        assert verdict(kind_of(event), body) == verdict(kind_of(event), bytes(bytearray(body)))


odd = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(-(2**63), 2**64 - 1),
    st.sampled_from(["", "a\0b", "x" * 5_001, b"", b"x" * 16, [], [[]], [1] * 5_001]),
    st.lists(st.integers(0, 2) | st.text(max_size=2), max_size=5),
)


def places(value: Any, path: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """Every place of a nested list, the whole of it first."""
    yield path
    if isinstance(value, list):
        for index, part in enumerate(value):
            yield from places(part, (*path, index))


def replaced(value: Any, path: tuple[int, ...], new: Any) -> Any:
    if not path:
        return new
    first, *rest = path
    return [*value[:first], replaced(value[first], tuple(rest), new), *value[first + 1 :]]


@settings(max_examples=200)
@given(ANY_ACT, odd, st.data())
def test_a_body_with_one_odd_value_is_read_or_malformed(
    act: Act, value: Any, data: st.DataObject
) -> None:
    event = act.event(UUID(int=1))
    body = msgpack.unpackb(body_of(event))
    path = data.draw(st.sampled_from(list(places(body))))
    verdict(kind_of(event), msgpack.packb(replaced(body, path, value)))


@every_kind
@settings(max_examples=30)
@given(data=st.data())
def test_no_flag_or_fraction_passes_for_a_whole_number(kind: str, data: st.DataObject) -> None:
    body = msgpack.unpackb(body_of(data.draw(ACTS[kind]).event(UUID(int=1))))
    whole = [path for path in places(body) if type(_at(body, path)) is int]
    path = data.draw(st.sampled_from(whole))
    number = _at(body, path)
    for lookalike in (float(number), bool(number)):
        with pytest.raises(MalformedError):
            SHOP_READERS[kind](msgpack.packb(replaced(body, path, lookalike)))


def _at(value: Any, path: tuple[int, ...]) -> Any:
    for index in path:
        value = value[index]
    return value


@every_kind
@pytest.mark.parametrize("depth", [3, 500, 1000, 1023, 1024, 100_000])
@pytest.mark.parametrize("field", [0, 1, 2])
def test_a_body_nested_without_end_is_malformed(kind: str, depth: int, field: int) -> None:
    fields: int = len(plain_bodies()[kind])
    parts = [b"\x01"] * fields
    parts[field] = b"\x91" * depth + b"\x01"
    with pytest.raises(MalformedError):
        SHOP_READERS[kind](bytes([0x90 + fields]) + b"".join(parts))


def plain_bodies() -> dict[str, list[Any]]:
    lines, tenders = [[0, "milk", 1000, 100]], [["cash", 100]]
    return {
        "product.registered": [1, 5, "milk", "Milk", "dairy", 100, "401", 1],
        "price.set": [1, 5, "milk", ["north", "staff", 0, 7, 9, 120], 1],
        "tax.set": [1, 5, "food", "", 7, [["VAT", 230_000, 1]], 1],
        "rounding.set": [1, 5, "north", 7, 5, 1, 1],
        **RULE_BODIES,
        "product.edited": [1, 5, "milk", [["name", 1, "Milk"], ["price", 2, 120]]],
        "sale.completed": [1, 5, "north", "N1", 1, "EUR", "", lines, tenders, b""],
        "refund.completed": [1, 5, "n", "N1", 2, "EUR", bytes(16), [[1, "m", 1, 1]], tenders, ""],
        "stock.received": [1, 5, "north", [["milk", 1]], ""],
        "stock.adjusted": [1, 5, "north", [["milk", -1]], "spilt"],
        "stream.forked": [1, 5, bytes(16), 1, "company", 7, b""],
        **deepcopy(TICKET_BODIES),
        **STOCK_BODIES,
        "count.abandoned": [1, 5, "lunch"],
        "stock.counted": [1, 5, "north", [STREAM], [["milk", 5, -2, [7]]]],
        "transfer.dispatched": [1, 5, "north", "south", [["milk", 5]], ""],
        "transfer.received": [1, 5, "south", bytes(16), [["milk", 5, 0]], ""],
        "transfer.cancelled": [1, 5, "north", "south", bytes(16), [["milk", 5]], ""],
        "user.changed": [1, 5, bytes(16), [["name", 1, "Ann"]], b""],
        "setting.changed": [1, 5, "shift.required", 1, 1, b""],
        "approval.requested": [1, 5, "north", "n1", bytes(16), "refund", "N1-1", 100],
        "approval.answered": [1, 5, "n2", bytes(16), bytes(16), 1],
        "shift.opened": [1, 5, "north", "N1", "N1", "EUR", 19_000, 0, ""],
        "cash.moved": [1, 5, -100, "change", ""],
        "drawer.opened": [1, 5, "change", "ann"],
        "training.sold": [1, 5, bytes(16), 1, "n1", 250],
        "shift.counted": [1, 5, [[50, 2]], ""],
        "shift.closed": [1, 5, 1, 1, 9, b"report", bytes(32), "ann"],
        "act.approved": [1, 5, "n", "n1", "refund", "", 1, bytes(16), bytes(16), b"", bytes(16)],
        "review.resolved": [1, 5, "k", ["n", "m"], "accept", "ann", "", [[STREAM, 7]], [bytes(16)]],
        "review.noted": [1, 5, "k", ["n", "m"], "ann", "asked"],
        **CUSTOMER_BODIES,
        **CREDIT_BODIES,
    }


@every_kind
def test_only_known_schema_versions_and_possible_times_are_read(kind: str) -> None:
    body = plain_bodies()[kind]
    SHOP_READERS[kind](msgpack.packb(body))
    for envelope in ([2, 5], [0, 5], ["1", 5], [1, -1], [1, 2**48], [1, None]):
        with pytest.raises(MalformedError):
            SHOP_READERS[kind](msgpack.packb(envelope + body[2:]))
    shapes: list[Any] = [body[:-1], [*body, 0], {}, 1]
    for shape in shapes:
        with pytest.raises(MalformedError):
            SHOP_READERS[kind](msgpack.packb(shape))


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("product.registered", 2, ""),
        ("product.registered", 3, "n" * 201),
        ("product.registered", 5, -1),
        ("price.set", 3, ["north", "staff", 0, 7, 9]),
        ("price.set", 3, ["north", "g" * 17, 0, 7, 9, 120]),
        ("price.set", 3, ["north", "staff", 0, 7, 9, -2]),
        ("tax.set", 5, [["VAT", 230_000, 2]]),
        ("tax.set", 5, [["VAT", 1, 1], ["VAT", 1, 0]]),
        ("rounding.set", 4, 10_001),
        ("rounding.set", 5, 2),
        ("product.edited", 2, "m" * 49),
        ("product.edited", 3, []),
        ("product.edited", 3, [["price", 0, 120]]),
        ("product.edited", 3, [["price", 1, "120"]]),
        ("product.edited", 3, [["price", 1, 1], ["name", 1, "x"]]),
        ("product.edited", 3, [["name", 1, "x"], ["name", 1, "y"]]),
        ("product.edited", 3, [["colour", 1, "red"]]),
        ("product.edited", 3, [["unit", 1, "dozen"]]),
        ("product.edited", 3, [["barcode/", 1, 1]]),
        ("product.edited", 3, [["barcode/401", 1, 2]]),
        ("product.edited", 3, [["attribute/size", 1, 3]]),
        ("sale.completed", 2, "n" * 49),
        ("sale.completed", 3, ""),
        ("sale.completed", 4, 0),
        ("sale.completed", 4, 2**40 + 1),
        ("sale.completed", 5, "EURO AREA"),
        ("sale.completed", 6, None),
        ("sale.completed", 7, "milk"),
        ("sale.completed", 7, [[0, "milk"]]),
        ("sale.completed", 7, [1, 2, 3, 4]),
        ("sale.completed", 7, ["four"]),
        ("sale.completed", 7, [b"four"]),
        ("sale.completed", 8, [["cash", 1, 1]]),
        ("sale.completed", 8, [7]),
        ("sale.completed", 9, "t"),
        ("refund.completed", 6, bytes(15)),
        ("refund.completed", 7, [[1, "m", 1]]),
        ("refund.completed", 7, None),
        ("refund.completed", 9, "r" * 65),
        ("stock.received", 3, [["milk", -1]]),
        ("stock.received", 3, [["milk", 1, 1]]),
        ("stock.received", 3, [["milk", 1]] * 5_001),
        ("stock.adjusted", 3, [["", 1]]),
        ("stock.adjusted", 3, "m"),
        ("stream.forked", 2, bytes(15)),
        ("stream.forked", 2, "a" * 16),
        ("stream.forked", 3, -1),
        ("stream.forked", 3, 2**32),
        ("stream.forked", 4, ""),
        ("stream.forked", 4, "company#7.0123456789abcdef"),
        ("stream.forked", 4, "s" * 65),
        ("stream.forked", 4, "\U0001f95b" * 17),
        ("stream.forked", 5, 0),
        ("stream.forked", 6, "proof"),
        ("stream.forked", 6, bytes(2**19 + 1)),
        ("shift.opened", 7, -1),
        ("shift.opened", 8, None),
        ("cash.moved", 3, ""),
        ("drawer.opened", 2, 5),
        ("training.sold", 2, bytes(15)),
        ("shift.counted", 2, [[0, 1]]),
        ("shift.counted", 2, [[5, 1, 1]]),
        ("shift.counted", 2, [[5, -1]]),
        ("shift.counted", 2, [[5, 1]] * 101),
        ("shift.closed", 2, 0),
        ("shift.closed", 3, 10),
        ("shift.closed", 5, "report"),
        ("shift.closed", 6, bytes(31)),
        ("user.changed", 2, b""),
        ("user.changed", 3, []),
        ("user.changed", 3, [["colour", 1, "red"]]),
        ("user.changed", 3, [["name", 0, "Ann"]]),
        ("user.changed", 3, [["name", 1, "Ann"], ["name", 2, "Bob"]]),
        ("user.changed", 3, [["pin", 1, b"short"]]),
        ("user.changed", 3, [["pin", 1, b"\xff" * 53]]),
        ("user.changed", 3, [["active", 1, 2]]),
        ("user.changed", 4, b"by"),
        ("setting.changed", 2, ""),
        ("setting.changed", 3, 2**53),
        ("setting.changed", 4, 0),
        ("approval.requested", 7, 0),
        ("approval.requested", 4, b""),
        ("approval.answered", 5, 2),
        ("act.approved", 8, bytes(15)),
        ("act.approved", 10, b""),
    ],
)
def test_one_wrong_field_makes_a_body_malformed(kind: str, field: int, value: Any) -> None:
    body = plain_bodies()[kind]
    body[field] = value
    with pytest.raises(MalformedError):
        SHOP_READERS[kind](msgpack.packb(body))
