"""Open tickets: which carts still wait to be paid. Key: ticket id, stream; value: nothing.

The stream stands in the key so that no origin can open or close a ticket of another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.identity import StreamId
from core.log.entry import is_text_id
from core.log.projection import Fact, Table
from core.shop import kinds

_ID_BYTES = 16


class Tickets:
    """The tickets that are open; one stream writes each, so opening comes before closing."""

    name = "tickets"
    version = 1
    kinds = frozenset({kinds.TICKET_OPENED, kinds.TICKET_COMPLETED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Add what was opened, remove what was completed."""
        end = stream.to_bytes()
        for entry, _ in facts:
            if is_text_id(entry):
                continue
            if entry.kind == kinds.TICKET_OPENED:
                table.put(entry.originator_id + end, b"")
            elif entry.kind == kinds.TICKET_COMPLETED:
                table.delete(entry.originator_id + end)

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def open_tickets(table: Table) -> list[tuple[UUID, StreamId]]:
    """Return the ids of all open tickets and the stream each was opened in, oldest first."""
    return [
        (UUID(bytes=key[:_ID_BYTES]), StreamId.from_bytes(key[_ID_BYTES:]))
        for key, _ in table.scan()
    ]
