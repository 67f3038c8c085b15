"""The bytes of the messages: each comes back as it was, and nothing else is taken for one."""

from __future__ import annotations

from collections.abc import Callable

import msgpack
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.crdt.pn_counter import Row
from core.crdt.row_delta import KeyedRow, RowDelta, RowPoint
from core.errors import MalformedError
from core.identity import SCOPE_BYTES_MAX, StreamId
from core.log.seal import EXTENSION_BYTES_MAX, SIGNATURE_BYTES, Seal
from core.shop.limits import LINES_MAX, LOCATION_LENGTH_MAX, SKU_LENGTH_MAX
from replication import limits
from replication.messages import (
    CHAIN_PREFIX_BYTES,
    Ack,
    Batch,
    ForkAsk,
    ForkTell,
    Have,
    HeadClaim,
    Hello,
    Message,
    Presync,
    Rows,
    RowsAck,
    RowsWant,
    Stop,
    Want,
)
from replication.wire import DIGEST_BYTES, PUBLIC_KEY_BYTES, U64_MAX, decode, encode
from tests.fields import streams

numbers = st.integers(0, U64_MAX)
shown = st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S"))
names = st.text(shown, max_size=limits.NAME_BYTES_MAX // 4)
digests = st.binary(min_size=DIGEST_BYTES, max_size=DIGEST_BYTES)
keys = st.binary(min_size=PUBLIC_KEY_BYTES, max_size=PUBLIC_KEY_BYTES)


def many(items: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(items, max_size=4).map(tuple)


claims = st.builds(
    HeadClaim,
    streams(),
    numbers,
    st.binary(min_size=CHAIN_PREFIX_BYTES, max_size=CHAIN_PREFIX_BYTES),
)
seals = st.builds(
    Seal,
    st.binary(min_size=SIGNATURE_BYTES, max_size=SIGNATURE_BYTES),
    st.binary(max_size=40),
)
keyed_rows = st.builds(KeyedRow, st.binary(max_size=40), st.builds(Row, numbers, numbers, numbers))
deltas = st.builds(
    RowDelta, streams(), numbers, numbers, numbers, numbers, many(keyed_rows), numbers
)
points = many(st.tuples(streams(), st.builds(RowPoint, numbers, numbers)))
positions = many(st.tuples(streams(), numbers))
messages: st.SearchStrategy[Message] = st.one_of(
    st.builds(
        Hello,
        protocol=numbers,
        company=names,
        public_key=keys,
        epoch=numbers,
        name=names,
        role=names,
        branch=names,
        scopes=many(names),
        session=numbers,
        answers=numbers,
        digest=digests,
    ),
    st.builds(Have, numbers, many(claims), digests, numbers, numbers, numbers),
    st.builds(Ack, numbers, positions, numbers),
    st.builds(Want, positions, numbers),
    st.builds(Stop, many(streams())),
    st.builds(Presync, numbers, numbers),
    st.builds(Batch, streams(), numbers, st.binary(max_size=200), seals, keys | st.just(b"")),
    st.builds(RowsWant, numbers, st.booleans(), points),
    st.builds(Rows, numbers, many(deltas)),
    st.builds(RowsAck, numbers),
    st.builds(ForkAsk, streams(), many(numbers)),
    st.builds(ForkTell, streams(), many(st.tuples(numbers, st.binary(min_size=8, max_size=8)))),
)

STREAM = StreamId(bytes(16), 1, "company")
HELLO = Hello(1, "acme", bytes(32), 1, "a", "till", "b", ("*",), 7, 0, bytes(16))
SEAL = Seal(bytes(64))
DELTA = RowDelta(STREAM, 0, 1, 1, 1, (KeyedRow(b"key", Row(1, 1, 1)),))
DELTA_FIELDS = (STREAM.to_bytes(), 0, 1, 1, 1)


def with_field(message: Message, index: int, value: object) -> bytes:
    """Return the bytes of a message with one field, counted from its number, replaced."""
    fields = list(msgpack.unpackb(encode(message), use_list=False))
    fields[index] = value
    return bytes(msgpack.packb(fields))


@given(messages)
def test_every_message_comes_back_as_it_was(message: Message) -> None:
    again = decode(encode(message))
    assert again == message
    assert type(again) is type(message)


@given(messages, st.data())
def test_a_changed_byte_gives_another_message_or_malformed(
    message: Message, data: st.DataObject
) -> None:
    said = bytearray(encode(message))
    at = data.draw(st.integers(0, len(said) - 1))
    said[at] ^= data.draw(st.integers(1, 255))
    try:
        again = decode(bytes(said))
    except MalformedError:
        return
    assert decode(encode(again)) == again


@given(messages, st.data())
def test_a_message_cut_short_or_drawn_out_is_malformed(
    message: Message, data: st.DataObject
) -> None:
    said = encode(message)
    with pytest.raises(MalformedError):
        decode(said[: data.draw(st.integers(0, len(said) - 1))])
    with pytest.raises(MalformedError):
        decode(said + data.draw(st.binary(min_size=1, max_size=9)))


@given(st.binary(max_size=300))
@example(b"")
@example(b"\xc0")
@example(msgpack.packb([]))
@example(msgpack.packb([[1]]))
@example(msgpack.packb([0]))
@example(msgpack.packb([8, 1]))
@example(msgpack.packb([1.0, 2]))
@example(msgpack.packb([True, 1, [], 0]))
@example(b"\x91" * 200 + b"\x01")
@example(b"\xdd\xff\xff\xff\xff\x01")
@example(b"\xc6\xff\xff\xff\xff")
def test_random_bytes_are_malformed_or_a_message(data: bytes) -> None:
    try:
        message = decode(data)
    except MalformedError:
        return
    assert decode(encode(message)) == message


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2**64 - 1) | st.floats() | st.text(max_size=4)
    | st.binary(max_size=80),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.integers(1, 12), st.lists(anything, max_size=12))
def test_fields_of_any_other_type_are_malformed_or_a_message(
    number: int, fields: list[object]
) -> None:
    try:
        message = decode(msgpack.packb([number, *fields]))
    except MalformedError:
        return
    assert decode(encode(message)) == message


@pytest.mark.parametrize(
    ("make", "most"),
    [
        (lambda n: HELLO._replace(name="n" * n), limits.NAME_BYTES_MAX),
        (lambda n: HELLO._replace(company="n" * n), limits.NAME_BYTES_MAX),
        (lambda n: HELLO._replace(role="n" * n), limits.NAME_BYTES_MAX),
        (lambda n: HELLO._replace(branch="n" * n), limits.NAME_BYTES_MAX),
        (lambda n: HELLO._replace(scopes=("n" * n,)), limits.NAME_BYTES_MAX),
        (lambda n: HELLO._replace(scopes=("s",) * n), limits.SCOPES_MAX),
        (
            lambda n: Have(1, (HeadClaim(STREAM, 1, bytes(8)),) * n, bytes(16)),
            limits.HAVE_HEADS_MAX,
        ),
        (lambda n: Ack(1, ((STREAM, 1),) * n, 0), limits.HAVE_HEADS_MAX),
        (lambda n: Want(((STREAM, 1),) * n, 0), limits.WANT_STREAMS_MAX),
        (lambda n: Stop((STREAM,) * n), limits.WANT_STREAMS_MAX),
        (lambda n: Stop((StreamId(bytes(16), 1, "s" * n),)), SCOPE_BYTES_MAX),
        (lambda n: Presync(n, 1), U64_MAX),
        (lambda n: RowsWant(1, True, ((STREAM, RowPoint(0, 1)),) * n), limits.HAVE_HEADS_MAX),
        (lambda n: Rows(1, (DELTA._replace(rows=()),) * n), limits.ROWS_EVENTS_MAX),
        (lambda n: Rows(1, (DELTA._replace(rows=DELTA.rows * n),)), limits.ROWS_MAX),
        (lambda n: Batch(STREAM, 1, b"", Seal(bytes(64), bytes(n)), b""), EXTENSION_BYTES_MAX),
        (lambda n: Batch(STREAM, 1, b"", SEAL, bytes(n)), PUBLIC_KEY_BYTES),
    ],
)  # fmt: skip
def test_a_list_or_name_is_taken_at_its_limit_and_not_above(
    make: Callable[[int], Message], most: int
) -> None:
    message = make(most)
    assert decode(encode(message)) == message
    if most == U64_MAX:
        with pytest.raises(OverflowError):
            encode(make(most + 1))
    else:
        with pytest.raises(MalformedError):
            decode(encode(make(most + 1)))


def test_a_name_is_measured_in_bytes_not_in_letters() -> None:
    with pytest.raises(MalformedError, match="too long"):
        decode(encode(HELLO._replace(name="ü" * limits.NAME_BYTES_MAX)))


def test_a_message_is_taken_at_the_largest_size_and_not_above() -> None:
    frame = len(encode(Batch(STREAM, 1, bytes(1 << 20), SEAL, b""))) - (1 << 20)
    message = Batch(STREAM, 1, bytes(limits.MESSAGE_BYTES_MAX - frame), SEAL, b"")
    assert len(encode(message)) == limits.MESSAGE_BYTES_MAX
    assert decode(encode(message)) == message
    with pytest.raises(MalformedError, match="over the limit"):
        decode(encode(message._replace(data=message.data + b"x")))


def test_the_rows_of_the_longest_event_fit_into_a_message() -> None:
    words = (SKU_LENGTH_MAX + LOCATION_LENGTH_MAX) * 4 + 1
    row = KeyedRow(bytes(words), Row(U64_MAX, U64_MAX, U64_MAX))
    event = Rows(1, (DELTA._replace(rows=(row,) * LINES_MAX),))
    assert len(encode(event)) + limits.ROWS_BYTES_MAX <= limits.MESSAGE_BYTES_MAX


def test_the_bytes_of_a_have_are_these_for_ever() -> None:
    claim = HeadClaim(STREAM, 5, b"chain678")
    have = Have(3, (claim,), bytes(16), 1_760_000_000_123, 1_760_000_000_100, 17)
    said = "9702039193c41b" + "00" * 16 + "00000001" + b"company".hex() + "05c408"
    said += b"chain678".hex() + "c410" + "00" * 16
    said += "cf00000199c82cc07b" + "cf00000199c82cc064" + "11"
    assert encode(have).hex() == said
    assert decode(bytes.fromhex(said)) == have


def test_the_largest_have_fits_into_a_message() -> None:
    """The node that has the most to tell is still heard."""
    longest = StreamId(bytes(16), 2**32 - 1, "s" * SCOPE_BYTES_MAX).lane(U64_MAX, bytes(32))
    have = Have(
        U64_MAX, (HeadClaim(longest, U64_MAX, bytes(8)),) * limits.HAVE_HEADS_MAX, bytes(16)
    )
    assert len(encode(have)) <= limits.MESSAGE_BYTES_MAX


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (with_field(HELLO, 1, -1), "out of bounds"),
        (with_field(HELLO, 1, True), "out of bounds"),
        (with_field(HELLO, 1, 1.0), "out of bounds"),
        (with_field(HELLO, 2, b"acme"), "no text"),
        (with_field(HELLO, 2, "acme\x1b[2J"), "cannot be shown"),
        (with_field(HELLO, 5, "a\nb"), "cannot be shown"),
        (b"\x91" * 1023 + b"\x01", "out of bounds"),
        (msgpack.packb([1.0]), "out of bounds"),
        (msgpack.packb([b"x" * 1000]), "out of bounds"),
        (with_field(HELLO, 3, bytes(31)), "wrong type or length"),
        (with_field(HELLO, 3, "k" * 32), "wrong type or length"),
        (with_field(HELLO, 8, "scopes"), "no list"),
        (with_field(HELLO, 11, bytes(15)), "wrong type or length"),
        (with_field(Stop((STREAM,)), 1, [bytes(20)]), "stream id"),
        (with_field(Stop((STREAM,)), 1, [bytes(20) + b"\xff"]), "UTF-8"),
        (with_field(Stop((STREAM,)), 1, [STREAM.scope]), "wrong type"),
        (with_field(Batch(STREAM, 1, b"", SEAL, b""), 4, bytes(63)), "63 bytes"),
        (msgpack.packb({1: 2}), "cannot be read"),
        (msgpack.packb([5, [{}]]), "wrong type"),
        (msgpack.packb([10, 1, 1, []]), "neither wants"),
        (msgpack.packb([11, 1, [[]]]), "cannot be read"),
        (
            with_field(Rows(1, (DELTA,)), 2, [[*DELTA_FIELDS, [["key", 1, 1, 1]], 0]]),
            "wrong type",
        ),
        (
            with_field(Rows(1, (DELTA,)), 2, [[*DELTA_FIELDS, [[b"k", 1, 1, -1]], 0]]),
            "out of bounds",
        ),
        (msgpack.packb([127]), "not known"),
    ],
)
def test_what_is_wrong_with_a_message_is_said(said: bytes, what: str) -> None:
    with pytest.raises(MalformedError, match=what):
        decode(said)
