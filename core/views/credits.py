"""Credit: of each card and customer the bounded counter, and who waits for rights to it.

Keys: ``c`` + ledger, NUL, account -> the counter; ``o`` + ledger, NUL, account, NUL, sequence
(u64), stream -> what is owed (u64); ``e`` + id of a sale, sequence, stream -> what was earned
in it; ``a`` + author and epoch of whom is asked, id of the request, sequence, stream -> what is
asked, until it is answered; ``g`` + the same up to the request -> nothing, once it is;
``n`` + ledger, NUL, account -> nothing, when more was spent than given.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgpack

from core.crdt.bounded_counter import BoundedCounter
from core.identity import Origin, StreamId
from core.log.entry import Entry, is_text_id
from core.log.layout import U64
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.credit import POINTS
from core.shop.credit_facts import RightsRequestFact
from core.shop.reading import ID_BYTES

CREDITS = "credits"
"""The name of the projection."""

_ORIGIN = struct.Struct(">16sI")


class Credit(NamedTuple):
    """What stands in an account, as far as this node knows."""

    counter: BoundedCounter
    owed: int
    """What was taken back and was not there; the next that is given pays it."""

    @property
    def total(self) -> int:
        """What is left in all; below nothing while more is owed than is there."""
        return self.counter.value - self.owed

    def spendable(self, origin: Origin) -> int:
        """What an origin may spend by itself."""
        return max(0, min(self.counter.rights(origin), self.total))


class Earned(NamedTuple):
    """Points that were earned in a sale."""

    account: str
    amount: int


class Asked(NamedTuple):
    """A request that waits for the one who was asked."""

    request: bytes
    ledger: str
    account: str
    by: Origin
    amount: int


class Credits:
    """All credit of the company."""

    name = CREDITS
    version = 1
    kinds = frozenset(
        {
            kinds.CREDIT_CREATED,
            kinds.CREDIT_SPENT,
            kinds.RIGHTS_REQUESTED,
            kinds.RIGHTS_GRANTED,
            kinds.RIGHTS_RECLAIMED,
        }
    )

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Fold each event into its counter, and keep what waits for an answer."""
        for entry, fact in facts:
            if entry.kind not in self.kinds:
                continue
            place = U64.pack(entry.sequence) + stream.to_bytes()
            if entry.kind == kinds.RIGHTS_REQUESTED:
                if not is_text_id(entry):
                    _ask(table, stream.origin, entry, fact, place)
                continue
            key = account_key(fact.ledger, fact.account)
            counter = _counter(table, key)
            match entry.kind:
                case kinds.CREDIT_CREATED:
                    counter = counter.created(stream, entry.sequence, fact.amount)
                    if fact.ledger == POINTS:
                        said = msgpack.packb((fact.account, fact.amount))
                        table.put(b"e" + fact.cause + place, said)
                case kinds.CREDIT_SPENT:
                    counter = counter.spent(stream, entry.sequence, fact.amount)
                    if fact.owed:
                        table.put(b"o" + key + b"\0" + place, U64.pack(fact.owed))
                case kinds.RIGHTS_GRANTED:
                    to, amount = fact.to.origin, fact.to.amount
                    counter = counter.granted(stream, entry.sequence, to, amount)
                    _answer(table, stream.origin, fact.request)
                case kinds.RIGHTS_RECLAIMED:
                    of, amount = fact.of.origin, fact.of.amount
                    counter = counter.reclaimed(stream, entry.sequence, of, amount)
                    _answer(table, of, fact.request)
            table.put(b"c" + key, counter.to_bytes())
            if counter.value < 0:
                table.put(b"n" + key, b"")
            else:
                table.delete(b"n" + key)

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def account_key(ledger: str, account: str) -> bytes:
    """Return the key of an account, without its tag."""
    return ledger.encode() + b"\0" + account.encode()


def _counter(table: Table, key: bytes) -> BoundedCounter:
    data = table.get(b"c" + key)
    return BoundedCounter() if data is None else BoundedCounter.from_bytes(data)


def _ask(table: Table, by: Origin, entry: Entry, fact: RightsRequestFact, place: bytes) -> None:
    for share in fact.asked:
        asked = _ORIGIN.pack(*share.origin) + entry.originator_id
        if table.get(b"g" + asked) is None:
            said = (fact.ledger, fact.account, *by, share.amount)
            table.put(b"a" + asked + place, msgpack.packb(said))


def _answer(table: Table, by: Origin, request: bytes) -> None:
    asked = _ORIGIN.pack(*by) + request
    table.put(b"g" + asked, b"")
    for key, _ in list(table.scan(b"a" + asked)):
        table.delete(key)


def credit_of(table: Table, ledger: str, account: str) -> Credit:
    """Return what stands in an account; nothing when nobody has heard of it."""
    key = account_key(ledger, account)
    owed = (U64.unpack(value)[0] for _, value in table.scan(b"o" + key + b"\0"))
    return Credit(_counter(table, key), sum(owed))


def is_known(table: Table, ledger: str, account: str) -> bool:
    """Return whether anybody ever gave credit there, as far as this node knows."""
    return table.get(b"c" + account_key(ledger, account)) is not None


def earned_in(table: Table, sale: bytes) -> list[Earned]:
    """Return the points that were earned in a sale."""
    return [Earned(*msgpack.unpackb(value)) for _, value in table.scan(b"e" + sale)]


def asked_of(table: Table, origin: Origin) -> Iterator[Asked]:
    """Yield what an origin was asked for and has not answered."""
    for _, asked in _waiting(table, _ORIGIN.pack(*origin)):
        yield asked


def all_asked(table: Table) -> Iterator[tuple[Origin, Asked]]:
    """Yield whom requests wait for, and what each was asked."""
    yield from _waiting(table, b"")


def _waiting(table: Table, holder: bytes) -> Iterator[tuple[Origin, Asked]]:
    at = 1 + _ORIGIN.size
    for key, value in table.scan(b"a" + holder):
        ledger, account, author, epoch, amount = msgpack.unpackb(value)
        origin = Origin(*_ORIGIN.unpack_from(key, 1))
        by = Origin(author, epoch)
        yield origin, Asked(key[at : at + ID_BYTES], ledger, account, by, amount)


def accounts(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the ledger and name of every account."""
    yield from _named(table, b"c")


def overspent(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the accounts of which more was spent than given, as far as this node knows."""
    yield from _named(table, b"n")


def _named(table: Table, tag: bytes) -> Iterator[tuple[str, str]]:
    for key, _ in table.scan(tag):
        ledger, _, account = key[len(tag) :].decode().partition("\0")
        yield ledger, account
