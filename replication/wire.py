"""The bytes of the messages: msgpack arrays, the first field the message's number.

Every byte that arrives is hostile until it has been through :func:`decode`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgpack

from core.company.certificate import CERTIFICATE_BYTES_MAX
from core.crdt.pn_counter import Row
from core.crdt.row_delta import KeyedRow, RowDelta, RowPoint
from core.errors import MalformedError
from core.identity import StreamId
from core.log.seal import Seal
from replication.limits import (
    FORK_PROBES_MAX,
    HAVE_HEADS_MAX,
    MESSAGE_BYTES_MAX,
    NAME_BYTES_MAX,
    ROWS_EVENTS_MAX,
    ROWS_MAX,
    SCOPES_MAX,
    WANT_STREAMS_MAX,
)
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

HELLO, HAVE, ACK, WANT, STOP, PRESYNC, BATCH, FORK_ASK, FORK_TELL = range(1, 10)
ROWS_WANT, ROWS, ROWS_ACK = range(10, 13)
"""The numbers of the messages, for ever."""

U64_MAX = 2**64 - 1
"""Largest number in a message."""

DIGEST_BYTES = 16
"""Length of the digest over all heads."""

PUBLIC_KEY_BYTES = 32
"""Length of an Ed25519 public key."""


_PACKER = msgpack.Packer()
"""Used again and again: to make one takes as long as to pack a sign of life."""


def encode(message: Message) -> bytes:
    """Return the bytes of a message."""
    return _PACKER.pack(_fields(message))


def _fields(message: Message) -> tuple[Any, ...]:
    match message:
        case Have():
            claims = [(claim.stream.to_bytes(), claim[1], claim[2]) for claim in message.heads]
            return (HAVE, message.round, claims, *message[2:])
        case Hello():
            return (HELLO, *message)
        case Ack(round_number, heads, bytes_taken):
            held = [(stream.to_bytes(), sequence) for stream, sequence in heads]
            return (ACK, round_number, held, bytes_taken)
        case Want(ranges, credit_bytes):
            wanted = [(stream.to_bytes(), after) for stream, after in ranges]
            return (WANT, wanted, credit_bytes)
        case Stop(streams):
            return (STOP, [stream.to_bytes() for stream in streams])
        case Presync(events, size):
            return (PRESYNC, events, size)
        case Batch(stream, first, data, seal, public_key):
            return (BATCH, stream.to_bytes(), first, data, seal.to_bytes(), public_key)
        case ForkAsk(stream, sequences):
            return (FORK_ASK, stream.to_bytes(), sequences)
        case ForkTell(stream, chains):
            return (FORK_TELL, stream.to_bytes(), chains)
        case RowsWant(round_number, wanted, held):
            points = [(stream.to_bytes(), *point) for stream, point in held]
            return (ROWS_WANT, round_number, wanted, points)
        case Rows(round_number, deltas):
            return (ROWS, round_number, [_delta_fields(delta) for delta in deltas])
        case RowsAck(round_number):
            return (ROWS_ACK, round_number)


def _delta_fields(delta: RowDelta) -> tuple[Any, ...]:
    rows = [(key, *row) for key, row in delta.rows]
    return (delta.stream.to_bytes(), *delta[1:5], rows, delta.lanes)


def decode(data: bytes) -> Message:
    """Read a message; raises :class:`MalformedError` saying what is wrong with it."""
    if len(data) > MESSAGE_BYTES_MAX:
        raise MalformedError(f"A message of {len(data)} bytes is over the limit.")
    try:
        fields = msgpack.unpackb(data, use_list=False, max_map_len=0, max_ext_len=0)
        if type(fields) is not tuple or not fields:
            raise MalformedError("A message is no array.")
        reader = _READERS.get(_number(fields[0]))
        if reader is None:
            raise MalformedError(f"Message number {fields[0]} is not known.")
        return reader(fields[1:])
    except (ValueError, TypeError, IndexError, msgpack.UnpackException) as error:
        raise MalformedError(
            f"A message cannot be read: {str(error) or 'it is no msgpack'}."
        ) from None


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= U64_MAX:
        raise MalformedError("A number in a message is out of bounds.")
    return value


def _bytes(value: Any, length: int | None = None) -> bytes:
    if type(value) is not bytes or (length is not None and len(value) != length):
        raise MalformedError("A field of bytes in a message has the wrong type or length.")
    return value


def read_name(value: Any) -> str:
    """Return a name that somebody gives; raises :class:`MalformedError` when it cannot be one."""
    if type(value) is not str or len(value.encode()) > NAME_BYTES_MAX:
        raise MalformedError("A name in a message is no text or too long.")
    if not value.isprintable():
        # It will stand on screens and in log files.
        raise MalformedError("A name in a message holds a character that cannot be shown.")
    return value


def _many(value: Any, most: int) -> tuple[Any, ...]:
    if type(value) is not tuple or len(value) > most:
        raise MalformedError("A list in a message is too long or no list.")
    return value


def _stream(value: Any) -> StreamId:
    return StreamId.from_bytes(_bytes(value))


def _hello(fields: tuple[Any, ...]) -> Hello:
    protocol, company, public_key, epoch, name, role, branch, scopes, *rest = fields
    session, answers, digest, certificate = rest
    return Hello(
        _number(protocol),
        read_name(company),
        _bytes(public_key, PUBLIC_KEY_BYTES),
        _number(epoch),
        read_name(name),
        read_name(role),
        read_name(branch),
        tuple(read_name(scope) for scope in _many(scopes, SCOPES_MAX)),
        _number(session),
        _number(answers),
        _bytes(digest, DIGEST_BYTES),
        _certificate(certificate),
    )


def _certificate(value: Any) -> bytes:
    if len(_bytes(value)) > CERTIFICATE_BYTES_MAX:
        raise MalformedError("A certificate in a message is too long.")
    return bytes(value)


def _have(fields: tuple[Any, ...]) -> Have:
    round_number, heads, digest, clock_ms, echo_ms, held_ms = fields
    # Most of them tell of no heads: they are signs of life.
    claims = () if heads == () else tuple(map(_claim, _many(heads, HAVE_HEADS_MAX)))
    for number in (round_number, clock_ms, echo_ms, held_ms):
        _number(number)
    return Have(round_number, claims, _bytes(digest, DIGEST_BYTES), clock_ms, echo_ms, held_ms)


def _claim(fields: Any) -> HeadClaim:
    stream, sequence, chain = fields
    return HeadClaim(_stream(stream), _number(sequence), _bytes(chain, CHAIN_PREFIX_BYTES))


def _ack(fields: tuple[Any, ...]) -> Ack:
    round_number, heads, bytes_taken = fields
    held = tuple(
        (_stream(stream), _number(sequence)) for stream, sequence in _many(heads, HAVE_HEADS_MAX)
    )
    return Ack(_number(round_number), held, _number(bytes_taken))


def _want(fields: tuple[Any, ...]) -> Want:
    ranges, credit_bytes = fields
    wanted = tuple(
        (_stream(stream), _number(after)) for stream, after in _many(ranges, WANT_STREAMS_MAX)
    )
    return Want(wanted, _number(credit_bytes))


def _stop(fields: tuple[Any, ...]) -> Stop:
    (streams,) = fields
    return Stop(tuple(_stream(stream) for stream in _many(streams, WANT_STREAMS_MAX)))


def _presync(fields: tuple[Any, ...]) -> Presync:
    events, size = fields
    return Presync(_number(events), _number(size))


def _batch(fields: tuple[Any, ...]) -> Batch:
    stream, first, data, seal, public_key = fields
    return Batch(
        _stream(stream),
        _number(first),
        _bytes(data),
        Seal.from_bytes(_bytes(seal)),
        _bytes(public_key, PUBLIC_KEY_BYTES if public_key else 0),
    )


def _fork_ask(fields: tuple[Any, ...]) -> ForkAsk:
    stream, sequences = fields
    asked = tuple(_number(sequence) for sequence in _many(sequences, FORK_PROBES_MAX))
    return ForkAsk(_stream(stream), asked)


def _fork_tell(fields: tuple[Any, ...]) -> ForkTell:
    stream, chains = fields
    told = tuple(
        (_number(sequence), _bytes(chain, CHAIN_PREFIX_BYTES))
        for sequence, chain in _many(chains, FORK_PROBES_MAX)
    )
    return ForkTell(_stream(stream), told)


def _rows_want(fields: tuple[Any, ...]) -> RowsWant:
    round_number, wanted, held = fields
    if type(wanted) is not bool:
        raise MalformedError("A message neither wants rows nor does not.")
    points = tuple(
        (_stream(stream), RowPoint(_number(lanes), _number(through)))
        for stream, lanes, through in _many(held, HAVE_HEADS_MAX)
    )
    return RowsWant(_number(round_number), wanted, points)


def _rows(fields: tuple[Any, ...]) -> Rows:
    round_number, deltas = fields
    told = tuple(_delta(delta) for delta in _many(deltas, ROWS_EVENTS_MAX))
    return Rows(_number(round_number), told)


def _delta(fields: Any) -> RowDelta:
    stream, after, upto, reach, hlc, rows, lanes = fields
    keyed = tuple(
        KeyedRow(_bytes(key), Row(_number(sequence), _number(up), _number(down)))
        for key, sequence, up, down in _many(rows, ROWS_MAX)
    )
    return RowDelta(
        _stream(stream),
        _number(after),
        _number(upto),
        _number(reach),
        _number(hlc),
        keyed,
        _number(lanes),
    )


def _rows_ack(fields: tuple[Any, ...]) -> RowsAck:
    (round_number,) = fields
    return RowsAck(_number(round_number))


_READERS: dict[Any, Callable[[tuple[Any, ...]], Message]] = {
    HELLO: _hello,
    HAVE: _have,
    ACK: _ack,
    WANT: _want,
    STOP: _stop,
    PRESYNC: _presync,
    BATCH: _batch,
    FORK_ASK: _fork_ask,
    FORK_TELL: _fork_tell,
    ROWS_WANT: _rows_want,
    ROWS: _rows,
    ROWS_ACK: _rows_ack,
}
