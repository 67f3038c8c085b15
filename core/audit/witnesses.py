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
    claims: Mapping[str, Iterable[Witnessed]], sources: Sequence[Source]
) -> Iterator[Finding]:
    """Yield a finding for each claim that no source bears out, though one holds the stream.

    ``claims`` are by whoever makes them, as a sentence begins. Of what no source holds at all
    nothing can be said: a till does not take every branch's events.
    """
    for who, seen in claims.items():
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
                        f"{who} saw record {sequence} of this stream; "
                        f"what is here ends at {last}: its end was cut off."
                    ),
                )
            else:
                field, message = (
                    "chain",
                    (
                        f"{who} saw another record {sequence} of this stream: "
                        f"chain {chain.hex()[:16]}."
                    ),
                )
            yield Finding(WITNESS, str(stream), sequence, field, message)


def fork_findings(sources: Sequence[Source]) -> Iterator[Finding]:
    """Yield a finding for each stream of which two sources hold different histories."""
    for number, source in enumerate(sources):
        for stream, head in source.view.heads().items():
            for other in sources[number + 1 :]:
                first = forked_at(source.view, other.view, stream, head.sequence)
                if first:
                    said = f"{source.name} and {other.name} hold different records {first}."
                    yield Finding(FORK, str(stream), first, "chain", said)


def forked_at(one: LogView, other: LogView, stream: StreamId, last: int) -> int:
    """Return the first record up to ``last`` that two logs hold differently; 0 for none.

    Chains are equal up to it and never again.
    """

    def differs(sequence: int) -> bool:
        return chain_held(one, stream, sequence) != chain_held(other, stream, sequence)

    high = min(last, other.head(stream).sequence)
    if not high or not differs(high):
        return 0
    low = stream.start
    while low < high:
        middle = (low + high) // 2
        if differs(middle):
            high = middle
        else:
            low = middle + 1
    return low
