"""Scarce goods: who has heard of a product under escrow sells no more than it has rights to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import msgpack

from core.hlc import milliseconds_of
from core.identity import Origin
from core.shop.kinds import ESCROW_SET
from simulations.checkers.checker import Checker, Finding
from simulations.reading import SALE, Recorded, moves_of
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

CREATED, SPENT = "credit.created", "credit.spent"
GRANTED, RECLAIMED = "rights.granted", "rights.reclaimed"
GOODS = "goods"
_LEDGER, _ACCOUNT = 2, 3
"""Where in the bodies of all four the ledger and the account stand."""

_MARK_BYTES = 6
"""How much of a setting's id an account's name ends with."""


class Scarce(Checker):
    """A till's own log is replayed as it was written: what it knew of decides what it may sell.

    Every move of goods it knew to be under escrow moved as many rights, and its own rights were
    at no time below nothing. Who had not heard of it was not bound, and where a disk was set back
    two histories may have used one right.
    """

    name = "scarce"
    invariants = ("I9", "I12")
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Replay every till's log, and add up what all of them hold."""
        if state.world.stage.forked:
            return
        rights = state.world.books.first_rights
        for node in state.world.nodes:
            replay = _Replay(node, rights)
            for found in state.log_of(node):
                yield from replay.step(found)
            yield from replay.at_end()


class _Setting(NamedTuple):
    """Whether a product is under escrow; of two the greater one stands."""

    revision: int
    at_ms: int
    author: bytes
    epoch: int
    sequence: int
    held: int
    id: bytes


class _Sums(NamedTuple):
    """Thousandths that came, and that went."""

    came: int = 0
    went: int = 0

    def plus(self, milli: int) -> _Sums:
        """Return the sums with one more move."""
        return _Sums(self.came + max(0, milli), self.went - min(0, milli))


_NOTHING = _Sums()


class _Replay:
    """One log, event by event."""

    def __init__(self, node: VirtualNode, first_rights: dict[str, int]) -> None:
        self._name, self._branch, self._author = node.place.name, node.place.branch, node.log.author
        self._first_rights = first_rights
        self._settings: dict[tuple[str, str], _Setting] = {}
        self._rights: Counter[tuple[str, Origin]] = Counter()
        """By account and origin, as far as this log knows."""
        self._owed: Counter[str] = Counter()
        self._left: Counter[str] = Counter()
        """Of each account what is owed, and what is left by all that is known here."""
        self._began: dict[bytes, int] = {}
        """What was there when this till put goods under escrow, and no rights began yet."""
        self._sales: set[bytes] = set()
        self._moved: dict[str, _Sums] = {}
        """What this till did to the goods of each account, and below what it said it did."""
        self._said: dict[str, _Sums] = {}

    def step(self, found: Recorded) -> Iterator[Finding]:
        """Take one event in."""
        own = found.stream.author == self._author
        if found.kind == ESCROW_SET:
            self._set(found)
        elif found.kind in (CREATED, SPENT, GRANTED, RECLAIMED):
            body = msgpack.unpackb(found.body)
            if body[_LEDGER] == GOODS:
                yield from self._change(found, body[_ACCOUNT], body[_ACCOUNT + 1 :], own=own)
        elif own:
            self._sales.update([found.identifier] if found.kind == SALE else ())
            for place, sku, moved in moves_of(found):
                if place == self._branch and (account := self._account(sku)):
                    self._moved[account] = self._moved.get(account, _NOTHING).plus(moved.milli)

    def _set(self, found: Recorded) -> None:
        place, sku, held, revision = msgpack.unpackb(found.body)[2:]
        stream, at_ms = found.stream, milliseconds_of(found.hlc)
        when = (revision, at_ms, stream.author, stream.epoch, found.sequence)
        setting = _Setting(*when, held, found.identifier)
        if (there := self._first_rights.get(str(UUID(bytes=found.identifier)), 0)) > 0:
            self._began.update({found.identifier: there} if stream.author == self._author else {})
        self._settings[place, sku] = max(setting, self._settings.get((place, sku), setting))

    def _account(self, sku: str) -> str:
        """Return where the rights to a product are; empty where it is sold freely."""
        setting = self._settings.get((self._branch, sku))
        return f"{sku} {setting.id[-_MARK_BYTES:].hex()}" if setting and setting.held else ""

    def _change(
        self, found: Recorded, account: str, fields: list[Any], *, own: bool
    ) -> Iterator[Finding]:
        """Move rights as an event says; ``fields`` are what follows the account in its body."""
        origin = found.stream.origin
        if found.kind in (GRANTED, RECLAIMED):
            other, epoch, milli = fields[0]
            milli *= 1 if found.kind == RECLAIMED else -1
            self._rights[account, Origin(other, epoch)] -= milli
        else:
            milli, owed = (fields[0], 0) if found.kind == CREATED else (-fields[0], fields[1])
            if own:
                yield from self._said_of(account, milli - owed, fields[-1])
            self._owed[account] += owed
            self._left[account] += milli
            sold = own and fields[-1] in self._sales
            if sold and (owed or self._left[account] < self._owed[account]):
                said = f"{self._left[account]} were left after a sale, {self._owed[account]} owed"
                yield Finding("scarce.owed", self._name, account, said)
        self._rights[account, origin] += milli
        if own and self._rights[account, origin] < 0:
            said = f"it has rights to {self._rights[account, origin]} after {found.kind}"
            yield Finding("scarce.rights", self._name, account, said)

    def _said_of(self, account: str, milli: int, cause: bytes) -> Iterator[Finding]:
        """Enter what a till said it did, or compare the first rights with what was there."""
        there = self._first_rights.get(str(UUID(bytes=cause)))
        self._began.pop(cause, None)
        if there is None:
            self._said[account] = self._said.get(account, _NOTHING).plus(milli)
        elif milli != there:
            said = f"it began with rights to {milli}, and {there} were there"
            yield Finding("scarce.first", self._name, account, said)

    def at_end(self) -> Iterator[Finding]:
        """Compare what moved with what was said, and look for accounts below nothing."""
        for account in sorted(self._moved.keys() | self._said.keys()):
            moved, said = self._moved.get(account, _NOTHING), self._said.get(account, _NOTHING)
            if moved != said:
                told = f"{moved.came} came and {moved.went} went, the rights say {said}"
                yield Finding("scarce.ridden", self._name, account, told)
        for setting, there in self._began.items():
            told = f"it began with rights to nothing, and {there} were there"
            yield Finding("scarce.first", self._name, setting.hex(), told)
        for account, milli in sorted(self._left.items()):
            if milli < 0:
                told = f"{-milli} more were sold by right than there were rights"
                yield Finding("scarce.oversold", self._name, account, told)
