"""The timeline of a receipt: what came of a sale, who was there, and who swore to have seen it."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.audit.ledger import Cut, Happening, happenings
from core.audit.readers import AUDIT_READERS
from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.attestation import Attestation
from core.log.entry import entry_of
from core.log.log_view import LogView
from core.log.record import chain_of
from core.shop import kinds

_RECEIPTS = frozenset({kinds.SALE_COMPLETED, kinds.REFUND_COMPLETED})


class Seen(NamedTuple):
    """A seal of somebody else that swears to a record, or to a later one of its stream."""

    by: StreamId
    sequence: int
    stamp_ms: int


class Timeline(NamedTuple):
    """Everything about one receipt."""

    receipt: Happening
    chain: bytes
    """The hash that stands on the paper."""
    about: tuple[Happening, ...]
    """What led to it and came of it: its ticket, its refunds, approvals, reviews."""
    seen: tuple[Seen, ...]
    """Who else swore to have it: the first seal of each."""


def timelines(view: LogView, cut: Cut, text: str) -> list[Timeline]:
    """Return the timeline of each receipt that was printed with a number."""
    found = [one for one in happenings(view, cut, _RECEIPTS) if one.receipt == text]
    return [_timeline(view, cut, one) for one in found]


def _timeline(view: LogView, cut: Cut, receipt: Happening) -> Timeline:
    (record,) = view.records(receipt.stream, receipt.sequence - 1, count=1)
    about = _about(view, cut, receipt)
    return Timeline(receipt, chain_of(record), about, _seen(view, cut, receipt))


def _about(view: LogView, cut: Cut, receipt: Happening) -> tuple[Happening, ...]:
    """Return what led to a receipt and came of it.

    What names a thing is one of them itself: an approval names the refund that names the sale.
    So the log is read until nothing is added, three times mostly.
    """
    wanted = {receipt.id}
    for field in ("ticket", "sale"):
        if value := getattr(receipt.fact, field, b""):
            wanted.add(value)
    around = AUDIT_READERS.keys() - {kinds.SHIFT_CLOSED}
    while True:
        about = tuple(one for one in happenings(view, cut, around) if _names(one, wanted))
        found = wanted | {one.id for one in about if one.kind in _LEADING}
        if found == wanted:
            return tuple(one for one in about if one[:3] != receipt[:3])
        wanted = found


def _names(one: Happening, wanted: set[bytes]) -> bool:
    """Return whether an event happened to one of these things, or names one."""
    if one.id in wanted or not wanted.isdisjoint(getattr(one.fact, "events", ())):
        return True
    return any(getattr(one.fact, name, b"") in wanted for name in _NAMING)


_LEADING = frozenset({kinds.SALE_COMPLETED, kinds.REFUND_COMPLETED, kinds.APPROVAL_REQUESTED})
"""Kinds of which more may come: an approval, another refund."""

_NAMING = ("sale", "ticket", "act", "request", "receipt")
"""Fields by which one event names what another happened to."""


def _seen(view: LogView, cut: Cut, receipt: Happening) -> tuple[Seen, ...]:
    base, found = receipt.stream.base, []
    for stream, last in cut.items():
        if stream.author == base.author:
            continue
        for sequence, seal in view.seals_from(stream, stream.start):
            said = Attestation.from_bytes(seal.extension) if sequence <= last else None
            seen: Any = None if said is None else said.witnessed
            if seen and seen.stream.base == base and seen.sequence >= receipt.sequence:
                (record,) = view.records(stream, sequence - 1, count=1)
                found.append(Seen(stream, sequence, milliseconds_of(entry_of(record).hlc)))
                break
    return tuple(sorted(found, key=lambda one: one.stamp_ms))
