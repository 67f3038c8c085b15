"""Reading what is said of forks, field by field: a peer may have written anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.errors import MalformedError
from core.identity import StreamId
from core.log.fork_proof import PROOF_BYTES_MAX
from core.log.projection import Reader
from core.shop import kinds
from core.shop.reading import guarded, must_be_whole, must_be_word, read_fields


class ForkFact(NamedTuple):
    """A stream that forked, and the proof: bytes that only a verifier can judge."""

    at_ms: int
    author: bytes
    epoch: int
    scope: str
    sequence: int
    proof: bytes

    @property
    def stream(self) -> StreamId:
        """The stream that forked."""
        return StreamId(self.author, self.epoch, self.scope)


def _read_forked(body: bytes) -> ForkFact:
    fact = ForkFact._make(read_fields(body, 5))
    must_be_word(fact.scope)
    must_be_whole(fact.epoch, 0, 2**32 - 1)
    must_be_whole(fact.sequence, 1, 2**64 - 1)
    if type(fact.author) is not bytes or type(fact.proof) is not bytes:
        raise MalformedError("A fork's author or proof is no bytes.")
    if len(fact.proof) > PROOF_BYTES_MAX:
        raise MalformedError("A fork's proof is too long.")
    if fact.stream.is_lane or StreamId.from_bytes(fact.stream.to_bytes()) != fact.stream:
        raise MalformedError("A fork is one of a stream that cannot be.")
    return fact


READERS: Mapping[str, Reader] = {kinds.STREAM_FORKED: guarded(_read_forked)}
"""The reader of what is said of forks."""
