"""Finished worlds with a false change of rights to goods under escrow."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import msgpack
import pytest

from core.identity import StreamId
from core.log.entry import EMPTY_HEAD, Draft, record_draft
from simulations.reading import SALE, Recorded
from simulations.run_state import RunState


def write_of_goods(state: RunState, author: bytes, kind: str, *fields: object) -> None:
    """Add to what is read of the first node's log a change of rights to gold."""
    stream = StreamId(author, 1, "company")
    log = state.log_of(state.world.nodes[0])
    body = msgpack.packb([1, 0, "goods", "gold 00", *fields])
    draft = Draft(kind, stream.scope, UUID(int=1), 1, body)
    log.append(Recorded.of(record_draft(stream, EMPTY_HEAD, 1, draft).record))


def owe_for_a_sale(_: pytest.MonkeyPatch, state: RunState) -> None:
    node = state.world.nodes[0]
    author = node.log.author
    sale = next(
        one for one in state.log_of(node) if one.kind == SALE and one.stream.author == author
    )
    write_of_goods(state, author, "credit.spent", 0, 1, sale.identifier)


def begin_with_other_rights(patch: pytest.MonkeyPatch, state: RunState) -> None:
    setting = UUID(int=2)
    patch.setitem(state.world.books.first_rights, str(setting), 5)
    author = state.world.nodes[0].log.author
    write_of_goods(state, author, "credit.created", 7, setting.bytes)


def sell_beyond_all_rights(_: pytest.MonkeyPatch, state: RunState) -> None:
    write_of_goods(state, b"?" * 16, "credit.spent", 1, 0, bytes(16))


BROKEN_RIGHTS: dict[str, Callable[[pytest.MonkeyPatch, RunState], None]] = {
    "scarce.first": begin_with_other_rights,
    "scarce.oversold": sell_beyond_all_rights,
    "scarce.owed": owe_for_a_sale,
}
"""How a finished world is broken for each kind of finding about them."""
