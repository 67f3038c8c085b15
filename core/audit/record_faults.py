"""What exactly is wrong with a record, once something is known to be."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from core.errors import MalformedError
from core.identity import StreamId
from core.log.record import (
    HASH_BYTES,
    RECORD_VERSION,
    Header,
    body_of,
    chain_hash,
    chain_of,
    decode_header,
    erased_of,
)


def record_faults(
    record: bytes, stream: StreamId, sequence: int, previous_chain: bytes, previous_hlc: int
) -> Iterator[tuple[str, str]]:
    """Yield (field, sentence) for everything that does not hold of a stored record.

    The record stands under ``sequence`` of ``stream``, after a record with ``previous_chain``
    and ``previous_hlc``.
    """
    if record[:1] != bytes([RECORD_VERSION]):
        said = record[0] if record else "nothing"
        yield "version", f"The record's version is {said}, expected {RECORD_VERSION}."
        return
    try:
        header = decode_header(record)
    except MalformedError as error:
        yield "header", str(error)
        return
    yield from _place_faults(header, stream, sequence)
    if header.hlc <= previous_hlc:
        yield (
            "hlc",
            f"The record is stamped {header.hlc}, expected more than the {previous_hlc} before it.",
        )
    length = len(record) - header.size - HASH_BYTES
    if erased_of(record) is None:
        yield from _body_faults(record, header, length)
    chain = chain_hash(previous_chain, record[: header.size])
    if chain != chain_of(record):
        yield (
            "chain",
            f"The chain hash is {chain_of(record).hex()[:16]}, "
            f"expected {chain.hex()[:16]} after the record before it.",
        )


def _body_faults(record: bytes, header: Header, length: int) -> Iterator[tuple[str, str]]:
    if length != header.body_length:
        yield (
            "body length",
            f"The body has {length} bytes, expected the {header.body_length} of its header.",
        )
    found = sha256(body_of(record, header)).digest()
    if found != header.body_sha256:
        yield (
            "body",
            f"The body's hash is {found.hex()[:16]}, "
            f"expected the {header.body_sha256.hex()[:16]} of its header.",
        )


def _place_faults(header: Header, stream: StreamId, sequence: int) -> Iterator[tuple[str, str]]:
    expected = {
        "author": (header.author.hex(), stream.author.hex()),
        "epoch": (header.epoch, stream.epoch),
        "scope": (header.scope, stream.scope),
        "sequence": (header.sequence, sequence),
    }
    for field, (said, stands) in expected.items():
        if said != stands:
            yield field, f"The record says {field} {said}, expected {stands} where it stands."
