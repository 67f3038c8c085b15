"""Walking a whole log: every record, every chain, every seal."""

from __future__ import annotations

from typing import NamedTuple

from core.errors import MalformedError, SealError, StorageDamagedError
from core.identity import StreamId, Verifier
from core.log import layout
from core.log.layout import POSITION
from core.log.log_view import LogView
from core.log.record import chain_of, verify_record
from core.log.seal import Seal, check_seal

WALK_RECORDS = 1_024
"""Records read at a time."""


class Walked(NamedTuple):
    """What a walk over one stream found in order, and what it did not."""

    stream: StreamId
    records: int
    seals: int
    fault: str
    """The first thing that is wrong, in a sentence; empty when nothing is."""


def walk_stream(
    view: LogView,
    stream: StreamId,
    verifier: Verifier,
    *,
    after: int = 0,
    upto: int | None = None,
) -> Walked:
    """Check every record of a stream against its predecessor, and every seal kept over it.

    A walk in pieces goes on ``after`` a record that was found in order, and ends at ``upto``.
    """
    alias = view.alias(stream)
    public_key = view.public_key(stream.author)
    last = head = view.head(stream).sequence
    if upto is not None:
        last = min(last, upto)
    begin = max(after, stream.start - 1)
    sequence, seals = begin, 0
    try:
        previous = view.chain_at(stream, sequence)
        while sequence < last:
            records = view.records(stream, sequence, count=min(WALK_RECORDS, last - sequence))
            if not records:
                raise MalformedError(f"The stream breaks off after {sequence}, before {last}.")
            for record in records:
                sequence += 1
                header = verify_record(record, previous)
                if (header.stream, header.sequence) != (stream.base, sequence):
                    raise MalformedError(f"Record {sequence} says it is another one.")
                previous = chain_of(record)
                assert alias is not None, "a stream with records has a number"
                kept = view.transaction.get(layout.SEAL, POSITION.pack(alias, sequence))
                if kept is not None:
                    seal = Seal.from_bytes(kept)
                    key = public_key or b""
                    check_seal(verifier, key, stream, sequence, header.hlc, previous, seal)
                    seals += 1
    except (MalformedError, SealError, StorageDamagedError) as error:
        return Walked(stream, max(0, sequence - 1 - begin), seals, str(error))
    fault = ""
    if sequence == head and previous != view.head(stream).chain:
        fault = "The head is not the last record's."
    return Walked(stream, sequence - begin, seals, fault)
