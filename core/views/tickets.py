"""Open tickets: which carts still wait to be paid. Key: ticket id; value: location and time."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds


class Tickets:
    """The tickets that are open; one stream writes each, so opening comes before closing."""

    name = "tickets"
    version = 1
    kinds = frozenset({kinds.TICKET_OPENED, kinds.TICKET_COMPLETED})

    def apply(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Add what was opened, remove what was completed."""
        for entry, _ in facts:
            if entry.kind == kinds.TICKET_OPENED:
                table.put(entry.originator_id, stream.to_bytes())
            elif entry.kind == kinds.TICKET_COMPLETED:
                table.delete(entry.originator_id)


def open_tickets(table: Table) -> list[tuple[UUID, StreamId]]:
    """Return the ids of all open tickets and the stream each was opened in, oldest first."""
    return [(UUID(bytes=key), StreamId.from_bytes(value)) for key, value in table.scan()]
