"""Honest bytes, from which the fuzzing begins: a small shop's log and what its peers say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgpack

from core.identity import StreamId
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.shop import kinds
from core.views.shop import SHOP_READERS, shop_projections
from replication.limits import PROTOCOL_VERSION
from replication.messages import Ack, Batch, Have, HeadClaim, Hello, Message, Presync, Stop, Want
from tests.credit_acts import CREDIT_BODIES
from tests.customer_acts import CUSTOMER_BODIES
from tests.replication.wire_node import SCOPE, START_MS, CheapSigner, cheap_verify
from tests.rule_acts import RULE_BODIES
from tests.ticket_acts import TICKET_BODIES

KINDS = tuple(SHOP_READERS)
"""Every kind whose bodies are read."""

SALE = [1, START_MS, "B1", "B1T1", 1, "USD", "", [[0, "milk", 1000, 129]], [["cash", 129]], b""]
REFUND = [1, START_MS, "B1", "B1T1", 1, "USD", b"s" * 16, [[1, "milk", 1000, 129]]]

STREAM = StreamId(b"A" * 16, 1, SCOPE)

BODIES: dict[str, list[Any]] = {
    **RULE_BODIES,
    **CREDIT_BODIES,
    **CUSTOMER_BODIES,
    **TICKET_BODIES,
    kinds.PRODUCT_REGISTERED: [1, START_MS, "milk", "Milk", "", 129, "4011", 1],
    kinds.SALE_COMPLETED: SALE,
    kinds.REFUND_COMPLETED: [*REFUND, [["cash", -129]], "sour"],
    kinds.STOCK_RECEIVED: [1, START_MS, "B1", [["milk", 5000]], "a van"],
    kinds.STOCK_ADJUSTED: [1, START_MS, "B1", [["milk", -1000]], "broken"],
    kinds.TICKET_OPENED: [1, START_MS, "B1", "B1T1"],
    kinds.TICKET_COMPLETED: [1, START_MS, b"s" * 16],
    kinds.REVIEW_RESOLVED: [
        *(1, START_MS, "oversold", ["milk", "B1"], "accept", "ann", ""),
        *([], [b"f" * 16]),
    ],
    kinds.REVIEW_NOTED: [1, START_MS, "oversold", ["milk", "B1"], "ann", "asked"],
    kinds.USER_CHANGED: [1, START_MS, b"u" * 16, [["login", 1, "ann"], ["active", 1, 1]], b""],
    kinds.SETTING_CHANGED: [1, START_MS, "shift.required", 1, 1, b""],
    kinds.APPROVAL_REQUESTED: [1, START_MS, "B1", "B1T1", b"u" * 16, "refund", "x", 5],
    kinds.APPROVAL_ANSWERED: [1, START_MS, "B1T2", b"q" * 16, b"v" * 16, 1],
    kinds.SHIFT_OPENED: [1, START_MS, "B1", "B1T1", "B1T1", "USD", 19_000, 100, ""],
    kinds.CASH_MOVED: [1, START_MS, 100, "change", ""],
    kinds.DRAWER_OPENED: [1, START_MS, "change", ""],
    kinds.TRAINING_SOLD: [1, START_MS, b"d" * 16, 1, "B1T1", 250],
    kinds.SHIFT_COUNTED: [1, START_MS, [[50, 2]], ""],
    kinds.SHIFT_CLOSED: [1, START_MS, 1, 1, 4, b"\x90", bytes(32), ""],
    kinds.RECEIPT_REPRINTED: [1, START_MS, "B1", "B1T1", b"s" * 16, 1, "ann"],
    kinds.STOCK_ALERT_SET: [1, START_MS, "B1", "milk", 5000, 1],
    kinds.ESCROW_SET: [1, START_MS, "B1", "milk", 1, 1],
    kinds.COUNT_STARTED: [1, START_MS, "B1", "ann", "monday"],
    kinds.COUNT_ABANDONED: [1, START_MS, "too late"],
    kinds.STOCK_COUNTED: [1, START_MS, "B1", [STREAM.to_bytes()], [["milk", 4000, -1000, [7]]]],
    kinds.TRANSFER_DISPATCHED: [1, START_MS, "B1", "B2", [["milk", 2000]], "van"],
    kinds.TRANSFER_RECEIVED: [1, START_MS, "B2", b"t" * 16, [["milk", 1000, 1000]], "one broke"],
    kinds.TRANSFER_CANCELLED: [1, START_MS, "B1", "B2", b"t" * 16, [["milk", 2000]], "not sent"],
    kinds.PRODUCT_EDITED: [1, START_MS, "milk", [["name", 2, "Milk 1 l"], ["price", 1, 139]]],
    kinds.PRICE_SET: [1, START_MS, "milk", ["B1", "staff", 2000, 0, 0, 99], 1],
    kinds.TAX_SET: [1, START_MS, "food", "", 0, [["VAT", 70_000, 1]], 1],
    kinds.ROUNDING_SET: [1, START_MS, "B1", 0, 5, 1, 1],
    kinds.STREAM_FORKED: [1, START_MS, b"A" * 16, 1, SCOPE, 3, b""],
    kinds.ACT_APPROVED: [1, START_MS, "B1", "B1T1", "refund", "x", 5, *[b"u" * 16] * 4],
}


def bodies() -> Iterator[tuple[str, bytes]]:
    """One well-formed body of every kind that is read."""
    for kind in KINDS:
        yield kind, msgpack.packb(BODIES[kind])


def new_log(name: str, *, clock_ms: int = START_MS) -> EventLog:
    """An empty log of a till, with all of the shop's projections."""
    return EventLog(
        MemoryStore(),
        clock_ms=lambda: clock_ms,
        signer=CheapSigner(name),
        verifier=cheap_verify,
        projections=shop_projections(),
        readers=SHOP_READERS,
    )


def sell_some(log: EventLog, times: int = 2) -> None:
    """Append each kind of event some times over, in as many commits."""
    for _ in range(times):
        log.append([Draft(kind, SCOPE, log.mint_id(), 1, body) for kind, body in bodies()])
    log.append([Draft("a.library", "company", "an id in words", 1, b"what only it can read")])


@cache
def honest_log() -> EventLog:
    """A log that is only looked at."""
    log = new_log("honest")
    sell_some(log)
    return log


def batches(log: EventLog) -> list[Batch]:
    """Everything a log holds, as it is sent."""
    found = []
    with log.read() as view:
        for stream in view.heads():
            after = 0
            while (one := view.segment(stream, after, bytes_max=600)) is not None:
                key = one.public_key if one.first == 1 else b""
                found.append(Batch(stream, one.first, one.data, one.seal, key))
                after = one.last
    return found


@cache
def messages() -> tuple[Message, ...]:
    """One honest message of every kind, and a few more."""
    key = CheapSigner("honest").public_key
    return (
        Hello(PROTOCOL_VERSION, "acme", key, 1, "A", "till", "b", ("*",), 7, 0, bytes(16)),
        Hello(
            PROTOCOL_VERSION, "acme", key, 1, "A", "till", "b", ("company", SCOPE), 7, 9, bytes(16)
        ),
        Have(1, (HeadClaim(STREAM, 9, bytes(8)),), bytes(16)),
        Have(0, (), bytes(16)),
        Ack(1, ((STREAM, 9),), 1000),
        Want(((STREAM, 0),), 1 << 20),
        Stop((STREAM,)),
        Presync(9, 1000),
        *batches(honest_log())[:3],
    )
