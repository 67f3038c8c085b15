"""Comparing what seals swear to have seen with what is here.

Whoever cuts the end off a log leaves it well sealed. But a till that sold after having heard of
what was cut has sealed that it saw it, and its log contradicts the shorter one wherever the two
are audited together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from core.audit.finding import FORK, WITNESS, Finding
from core.audit.stream_audit import chain_held, chains_held
from core.identity import StreamId
from core.log.attestation import Witnessed
from core.log.log_view import LogView


class Source(NamedTuple):
    """One log among those audited, by a name for people."""

    name: str
    view: LogView


def witness_findings(
    claims: Mapping[StreamId, Iterable[Witnessed]], sources: Sequence[Source]
) -> Iterator[Finding]:
    """Yield a finding for each claim that no source bears out, though one holds the stream.

    ``claims`` are by the stream whose seals make them. Of what no source holds at all nothing
    can be said: a till does not take every branch's events.
    """
    for sealer, seen in claims.items():
        for stream, sequence, chain in seen:
            held = [source for source in sources if source.view.alias(stream) is not None]
            chains = {one for at in held for one in chains_held(at.view, stream, sequence)}
            if not held or chain in chains:
                continue
            if not chains:
                last = max(source.view.head(stream).sequence for source in held)
                field, message = (
                    "end",
                    (
                        f"The seals of {sealer} saw record {sequence} of this stream; "
                        f"what is here ends at {last}: its end was cut off."
                    ),
                )
            else:
                field, message = (
                    "chain",
                    (
                        f"The seals of {sealer} saw another record {sequence} of this stream: "
                        f"chain {chain.hex()[:16]}."
                    ),
                )
            yield Finding(WITNESS, str(stream), sequence, field, message)


def fork_findings(sources: Sequence[Source]) -> Iterator[Finding]:
    """Yield a finding for each stream of which two sources hold different histories."""
    for number, source in enumerate(sources):
        for stream, head in source.view.heads().items():
            for other in sources[number + 1 :]:
                common = min(head.sequence, other.view.head(stream).sequence)
                if common and _chain(source, stream, common) != _chain(other, stream, common):
                    first = _first_difference(source, other, stream, common)
                    said = f"{source.name} and {other.name} hold different records {first}."
                    yield Finding(FORK, str(stream), first, "chain", said)


def _chain(source: Source, stream: StreamId, sequence: int) -> bytes | None:
    return chain_held(source.view, stream, sequence)


def _first_difference(one: Source, other: Source, stream: StreamId, common: int) -> int:
    """Return the first sequence that differs: chains are equal up to it and never again."""
    low, high = 1, common
    while low < high:
        middle = (low + high) // 2
        if _chain(one, stream, middle) == _chain(other, stream, middle):
            low = middle + 1
        else:
            high = middle
    return low
