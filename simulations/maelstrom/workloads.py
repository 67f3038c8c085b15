"""What Maelstrom asks of a node, answered from the log and nothing else.

An operation that changes something is one event; what is read is a fold of the events held.
After the workloads of Maelstrom's documentation: broadcast, g-set, pn-counter, unique-ids.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from core.crdt.pn_counter import PNCounter
from core.identity import StreamId
from core.log.event_log import EventLog

Body = Mapping[str, Any]
"""The body of one of Maelstrom's messages."""


class Workload:
    """One family of operations."""

    writes: str = ""
    """The type of the message that changes something."""
    field: str = ""
    """The field of that message that is kept."""
    result: str = "value"
    """The field of the answer to a read."""

    def value_of(self, body: Body) -> bytes:
        """Return what is to be written of a message; raises KeyError or ValueError."""
        return json.dumps(body[self.field]).encode()

    def fold(self, stream: StreamId, sequence: int, value: Any) -> None:
        """Take in one event that is held now."""

    def read(self) -> Any:
        """Return what all events held so far come to."""

    def answer(self, body: Body, log: EventLog) -> dict[str, Any] | None:
        """Return the answer to a message that neither reads nor writes; None: not supported."""
        return None


class GSet(Workload):
    """A set that only grows."""

    writes, field = "add", "element"

    def __init__(self) -> None:
        """Begin empty."""
        self._held: dict[str, Any] = {}

    def fold(self, stream: StreamId, sequence: int, value: Any) -> None:
        """Take an element in."""
        self._held[json.dumps(value)] = value

    def read(self) -> list[Any]:
        """Return every element once."""
        return list(self._held.values())


class Broadcast(GSet):
    """Messages that every node is to hear of."""

    writes, field, result = "broadcast", "message", "messages"

    def answer(self, body: Body, log: EventLog) -> dict[str, Any] | None:
        """Hear of the topology; ours is everybody with everybody."""
        return {"type": "topology_ok"} if body.get("type") == "topology" else None


class Counter(Workload):
    """A number that goes up and down: the inventory's PN-counter."""

    writes, field = "add", "delta"

    def __init__(self) -> None:
        """Begin at zero."""
        self._counter = PNCounter()

    def value_of(self, body: Body) -> bytes:
        """Return the change; raises ValueError when it is no whole number."""
        if type(body[self.field]) is not int:
            raise ValueError("a delta is a whole number")
        return super().value_of(body)

    def fold(self, stream: StreamId, sequence: int, value: Any) -> None:
        """Move the number."""
        self._counter = self._counter.moved(
            stream, sequence, increments=max(0, value), decrements=max(0, -value)
        )

    def read(self) -> int:
        """Return the number."""
        return self._counter.value


class UniqueIds(Workload):
    """Ids that nobody has ever been given before."""

    def answer(self, body: Body, log: EventLog) -> dict[str, Any] | None:
        """Mint one, as an aggregate's id is minted."""
        if body.get("type") != "generate":
            return None
        return {"type": "generate_ok", "id": log.mint_id().hex}


WORKLOADS: dict[str, type[Workload]] = {
    "broadcast": Broadcast,
    "g-set": GSet,
    "pn-counter": Counter,
    "unique-ids": UniqueIds,
}
"""Every workload by Maelstrom's name for it."""
