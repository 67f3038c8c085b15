"""Projections: folds of events, updated in the very transaction that writes the events.

A projection owns one table and must not mind the order in which the streams of different
origins reach it: any interleaving gives the same bytes (invariant I7). It never refuses:
an event whose body cannot be read is left out and counted, and an event of a kind nobody
here knows is stored, chained and forwarded all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from core.errors import MalformedError
from core.identity import StreamId
from core.log.entry import Entry
from core.log.layout import META, PROJECTION_PREFIX, U64, next_prefix
from core.log.record import FLAG_ERASABLE
from core.log.store import Transaction
from core.marks import Mark
from core.tuples import make_tuple

_UNREADABLE = Mark("projection.unreadable")

Reader = Callable[[bytes], Any]
"""Reads an event's body into a fact; raises :class:`MalformedError` when it cannot."""


FOLD_ENTRIES = 512
"""Entries read and folded at a time: what they unpack to stays in the processor's cache."""

_VERSION_PREFIX = b"view\0"
"""What the key in ``meta`` of the version of a projection's table begins with."""


class Fact(NamedTuple):
    """One event as the projections see it: read once, shared by all of them.

    Of an event whose body was erased the fact is None.
    """

    entry: Entry
    fact: Any


class Table:
    """A projection's own table inside the open transaction."""

    __slots__ = ("_name", "_transaction", "pending")

    def __init__(self, transaction: Transaction, projection_name: str) -> None:
        """Bind the table of ``projection_name`` to ``transaction``."""
        self._transaction = transaction
        self._name = table_name(projection_name)
        self.pending: dict[Any, Any] = {}
        """What the projection has folded and not yet written; only it knows the shape."""

    def get(self, key: bytes) -> bytes | None:
        """Return the value of a key, or None."""
        return self._transaction.get(self._name, key)

    def get_many(self, keys: Sequence[bytes]) -> list[bytes | None]:
        """Return the value of each key, or None; keys in order are found fastest."""
        return self._transaction.get_many(self._name, keys)

    def put(self, key: bytes, value: bytes) -> None:
        """Write a key."""
        self._transaction.put(self._name, key, value)

    def put_many(self, items: Sequence[tuple[bytes, bytes]]) -> None:
        """Write many keys."""
        self._transaction.put_many(self._name, items)

    def delete(self, key: bytes) -> None:
        """Remove a key if it is there."""
        self._transaction.delete(self._name, key)

    def scan(self, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """Yield the items whose key begins with ``prefix``, in key order."""
        return self._transaction.scan(self._name, prefix, next_prefix(prefix))

    def scan_back(self, prefix: bytes, stop: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield the items whose key begins with ``prefix``, the greatest key first.

        With ``stop``, which begins alike, only those below it.
        """
        end = next_prefix(prefix) if stop is None else stop
        return self._transaction.scan(self._name, prefix, end, reverse=True)

    def digest(self) -> bytes:
        """Return the SHA-256 over every key and value in order: equal tables, equal digest."""
        total = sha256()
        for key, value in self.scan():
            total.update(len(key).to_bytes(4, "big") + key + len(value).to_bytes(4, "big"))
            total.update(value)
        return total.digest()


class Projection(Protocol):
    """A fold of events into one table."""

    @property
    def name(self) -> str:
        """Name of the projection and, after a prefix, of its table."""

    @property
    def version(self) -> int:
        """Raised whenever kinds or bytes change: the log then rebuilds the table."""

    @property
    def kinds(self) -> frozenset[str]:
        """The event kinds this projection folds."""

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Fold consecutive facts of one stream; other kinds may be among them.

        What is summed may be kept in ``table.pending`` until :meth:`flush`.
        """

    def flush(self, table: Table, stream: StreamId) -> None:
        """Write what is pending of the stream, so that the table says all that was folded."""


def table_name(projection_name: str) -> str:
    """Return the table of a projection."""
    return PROJECTION_PREFIX + projection_name


class ProjectionSet:
    """All projections of one log, and the readers of the bodies they fold."""

    def __init__(self, projections: Sequence[Projection], readers: Mapping[str, Reader]) -> None:
        """Keep ``projections``, which fold what ``readers`` make of each kind's body."""
        self.projections = tuple(projections)
        kinds = frozenset[str]().union(*(projection.kinds for projection in projections))
        self._readers = {kind: reader for kind, reader in readers.items() if kind in kinds}
        self._folding = {
            kind: tuple(one for one in self.projections if kind in one.kinds) for kind in kinds
        }
        assert kinds <= self._readers.keys(), "a projection folds a kind nobody can read"

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables the projections own."""
        return tuple(table_name(projection.name) for projection in self.projections)

    def apply(self, transaction: Transaction, stream: StreamId, entries: Sequence[Entry]) -> None:
        """Fold consecutive entries of one stream into every projection."""
        self.apply_all(transaction, stream, [entries])

    def apply_all(
        self, transaction: Transaction, stream: StreamId, runs: Iterable[Sequence[Entry]]
    ) -> None:
        """Fold consecutive runs of one stream into every projection, and write once at the end."""
        tables: dict[str, tuple[Projection, Table]] = {}
        for run in runs:
            for start in range(0, len(run), FOLD_ENTRIES):
                facts = self._read(transaction, stream, run[start : start + FOLD_ENTRIES])
                for projection in self._concerned(facts):
                    name = projection.name
                    if name not in tables:
                        tables[name] = projection, Table(transaction, name)
                    projection.fold(tables[name][1], stream, facts)
        for projection, table in tables.values():
            projection.flush(table, stream)

    def _concerned(self, facts: Sequence[Fact]) -> Sequence[Projection]:
        """Return the projections that fold any of these facts: of a sale, a few of dozens."""
        kinds = {entry.kind for entry, _ in facts}
        if len(kinds) == 1:
            return self._folding[kinds.pop()]
        return [one for one in self.projections if not kinds.isdisjoint(one.kinds)]

    def _read(
        self, transaction: Transaction, stream: StreamId, entries: Sequence[Entry]
    ) -> list[Fact]:
        readers = self._readers
        facts: list[Fact] = []
        for entry in entries:
            reader = readers.get(entry.kind)
            if reader is None:
                continue
            body = entry.body
            if not body and entry.flags & FLAG_ERASABLE:
                facts.append(Fact(entry, None))
                continue
            try:
                facts.append(make_tuple(Fact, (entry, reader(body))))
            except MalformedError:
                _UNREADABLE.hit()
                key = b"unreadable\0" + stream.to_bytes() + U64.pack(entry.sequence)
                transaction.put(META, key, b"")
        return facts

    def stale(self, transaction: Transaction) -> bool:
        """Return whether any table was built by another version of its projection."""
        return any(
            transaction.get(META, self._version_key(projection)) != U64.pack(projection.version)
            for projection in self.projections
        )

    def clear(self, transaction: Transaction) -> None:
        """Empty every table and mark it as built by this version."""
        for projection in self.projections:
            transaction.clear(table_name(projection.name))
            transaction.put(META, self._version_key(projection), U64.pack(projection.version))
        for key, _ in list(transaction.scan(META, b"unreadable\0", next_prefix(b"unreadable\0"))):
            transaction.delete(META, key)

    def unkept(self, transaction: Transaction) -> list[bytes]:
        """Return the marks of tables that somebody else built and we shall not keep.

        A program that knows more may have made them, and we write events it would have folded:
        it must find its tables stale.
        """
        ours = {self._version_key(projection) for projection in self.projections}
        marks = transaction.scan(META, _VERSION_PREFIX, next_prefix(_VERSION_PREFIX))
        return [key for key, _ in marks if key not in ours]

    @staticmethod
    def _version_key(projection: Projection) -> bytes:
        return _VERSION_PREFIX + projection.name.encode()
