"""What commands did that make no aggregate of their own: kept by their ids, beside the log.

An act within a shift is an event of the shift, so no event has the command's id. Only this till
does such acts, so only this till must know a repeat; the note is written in the act's own
transaction.
"""

from __future__ import annotations

from uuid import UUID

import msgpack

from core.errors import RefusedError
from core.log.layout import DESK
from core.log.store import Transaction
from node.shop.answers.shifts import ShiftAnswer

_DONE = b"done"
"""What keys in ``desk`` of commands begin with; then the id."""


def done_here(transaction: Transaction, verb: str, command_id: UUID | None) -> ShiftAnswer | None:
    """Return what a command with this id was answered before, None when it is new.

    Raises :class:`RefusedError` when a command of another verb had the id.
    """
    data = None if command_id is None else transaction.get(DESK, _DONE + command_id.bytes)
    if data is None:
        return None
    before, shift, business_date, state, amount_minor = msgpack.unpackb(data)
    if before != verb:
        raise RefusedError(
            f"The id {command_id} was used for something else; give every command its own."
        )
    return ShiftAnswer(shift, business_date, state, amount_minor, repeated=True)


def keep_done(
    transaction: Transaction, verb: str, command_id: UUID | None, answer: ShiftAnswer
) -> ShiftAnswer:
    """Note what a command is answered, and return it."""
    if command_id is not None:
        said = (verb, answer.id, answer.business_date, answer.state, answer.amount_minor)
        transaction.put(DESK, _DONE + command_id.bytes, msgpack.packb(said))
    return answer
