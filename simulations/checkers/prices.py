"""Prices: what a sale charges is what its till knew the goods to cost, by other means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import msgpack

from core.hlc import milliseconds_of
from simulations.checkers.checker import Checker, Finding
from simulations.reading import SALE, Recorded
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

REGISTERED, EDITED, PRICE_SET = "product.registered", "product.edited", "price.set"
_AT_MS, _LINES = 1, 7
"""Where the moment and the lines stand in a sale's body."""

_ITEM = 0
"""The kind of a line that is goods."""

_FOR_EVER = 0


class Prices(Checker):
    """A till's own log is replayed as it was written: what it knew of decides what goods cost.

    Asked of every sale for which nobody said what it comes to. Where a disk was set back a log is
    not in the order in which its till came to know it.
    """

    name = "prices"
    invariants = ("I10",)
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Replay the log of every till."""
        listed, forked = state.world.books.listed, state.world.stage.forked
        for node in state.world.nodes:
            if listed and node.log.author not in forked and not node.times_set_back:
                yield from _replayed(state, node, listed)


def _replayed(state: RunState, node: VirtualNode, listed: dict[str, str]) -> Iterator[Finding]:
    shelf = _Shelf(node.place.branch)
    for found in state.log_of(node):
        if found.kind in (REGISTERED, EDITED, PRICE_SET):
            again = shelf.learn(found)
            if again and found.stream.author == node.log.author:
                said = "it was set as if nothing had been known of it"
                yield Finding("prices.revision", node.place.name, again, said)
        elif found.kind == SALE and found.stream.author == node.log.author:
            group = listed.get(str(UUID(bytes=found.identifier)))
            body = msgpack.unpackb(found.body)
            goods = [line for line in body[_LINES] if line[0] == _ITEM]
            for sku, milli, minor in [line[1:4] for line in goods] if group is not None else ():
                together = sum(line[2] for line in goods if line[1] == sku)
                each = shelf.price(sku, str(group), together, body[_AT_MS])
                if minor != (should := (each * milli * 2 + 1_000) // 2_000):
                    said = f"{milli} of {sku} for {minor}, at {each} they are {should}"
                    slip = found.slip.text if found.slip else ""
                    yield Finding("prices.charged", node.place.name, slip, said)


class _Written(NamedTuple):
    """What was written; of two the greater one stands."""

    revision: int
    at_ms: int
    author: bytes
    epoch: int
    sequence: int
    value: tuple[int, int]
    """When it ends, and the price; a price that was taken back is below nothing."""


_Listed = tuple[str, str, str, int, int]
"""SKU, branch, group, from which quantity, and from when."""


class _Shelf:
    """All that is known of what goods cost."""

    def __init__(self, branch: str) -> None:
        self._branch = branch
        self._own: dict[str, _Written] = {}
        self._lists: defaultdict[str, dict[_Listed, _Written]] = defaultdict(dict)

    def learn(self, found: Recorded) -> str:
        """Take in what an event says of a price, if it is later than what is known.

        Returns whose price it is when it says so in no knowledge of what is known here.
        """
        sku, *fields = msgpack.unpackb(found.body)[2:]
        if found.kind == PRICE_SET:
            (branch, group, milli, from_ms, *value), revision = fields
            key = sku, branch, group, milli, from_ms
            later = _write(self._lists[sku], key, found, revision, value)
        elif found.kind == REGISTERED:
            later = _write(self._own, sku, found, fields[-1], [_FOR_EVER, fields[2]])
        else:
            prices = [edit[1:] for edit in fields[0] if edit[0] == "price"]
            later = all(_write(self._own, sku, found, at, [_FOR_EVER, one]) for at, one in prices)
        return "" if later else str(sku)

    def price(self, sku: str, group: str, milli: int, at_ms: int) -> int:
        """Return what one costs: as the branch says before all, and as the group's list does."""
        for branch in (self._branch, ""):
            for of_group in dict.fromkeys((group, "")):
                held = {
                    key[3:]: one.value[1]
                    for key, one in self._lists[sku].items()
                    if key[1:3] == (branch, of_group)
                    and key[3] <= milli
                    and key[4] <= at_ms
                    and (one.value[0] == _FOR_EVER or one.value[0] > at_ms)
                    and one.value[1] >= 0
                }
                if held:
                    return held[max(held)]
        return self._own[sku].value[1]


def _write(held: dict[Any, _Written], key: Any, found: Recorded, revision: int, value: Any) -> bool:
    """Let the later one stand; returns whether this was written in knowledge of what is held."""
    stream, until_and_price = found.stream, (value[0], value[1])
    when = (revision, milliseconds_of(found.hlc), stream.author, stream.epoch, found.sequence)
    new = _Written(*when, until_and_price)
    before = held.get(key)
    held[key] = new if before is None else max(new, before)
    return before is None or revision > before.revision
