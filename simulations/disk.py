"""The virtual disk: a store in memory under which the power fails, space ends and bits rot.

It keeps the store contract, so production's log runs over it unchanged. Trouble is ordered
first and strikes at a later commit, as real trouble does. A commit is there whole or not
at all; all that can be in doubt is whether the last one is. What a write went wrong by shows
only when the machine starts again: until then the right bytes are read from its memory.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import _GeneratorContextManager, contextmanager
from typing import NamedTuple

from core.errors import StorageDamagedError, StorageError
from core.log.memory_store import MemoryStore, MemoryTransaction

TORN, LOST, MISDIRECTED, FLIPPED = "torn", "lost", "misdirected", "flipped"
"""What becomes of a write that goes wrong: only its first half is written; nothing is; it is
written over another key; one of its bits turns."""

BAD_WRITES = (TORN, LOST, MISDIRECTED, FLIPPED)

ROOM_BYTES = 4_096
"""What a full disk still takes before it refuses: a sale or two."""


class PowerLostError(BaseException):
    """The machine is dead at this very moment; nothing that runs on it may catch this."""


class _Write(NamedTuple):
    """A key as a commit left it, and as it was before."""

    table: str
    key: bytes
    before: bytes | None
    after: bytes | None


class _Bad(NamedTuple):
    """A write that went wrong, and how."""

    how: str
    write: _Write


class Disk(MemoryStore):
    """What outlives a node's process."""

    def __init__(self) -> None:
        """Begin empty and well."""
        super().__init__()
        self._dice = random.Random(0)
        self._troubled = False
        self._power_in = 0
        self._power_after = False
        self._flush_fails = self._is_fatal = False
        self._next_bad = ""
        self._bad: list[_Bad] = []
        self._in_doubt: list[_Write] = []
        self._is_broken = False
        self.lost_power = False
        """Whether the machine died in the middle of a commit and was not started since."""
        self.struck: Counter[str] = Counter()
        """How often which trouble struck."""

    # --- ordering trouble ---------------------------------------------------------------

    def cut_power(self, dice: random.Random, *, commits: int, after: bool) -> None:
        """Let the power fail in a commit to come: before its flush, or right after it."""
        self._dice, self._power_in, self._power_after = dice, commits, after
        self._troubled = True

    def fail_flush(self, dice: random.Random, *, fatal: bool) -> None:
        """Let the next flush fail.

        A fatal failure leaves in doubt whether the commit is on the disk, and nothing more can
        be written before the store is opened anew; after another one nothing was written.
        """
        self._dice, self._flush_fails, self._is_fatal = dice, True, fatal
        self._troubled = True

    def spoil(self, dice: random.Random, how: str) -> None:
        """Let one write of the next commit go wrong."""
        self._dice, self._next_bad = dice, how
        self._troubled = True

    def fill(self) -> None:
        """Leave room for :data:`ROOM_BYTES` and no more."""
        self._size_bytes_max = self._size_bytes + ROOM_BYTES

    def make_room(self) -> None:
        """Leave room for anything again."""
        self._size_bytes_max = None

    def calm(self) -> None:
        """Take back all trouble that was ordered and has not struck."""
        self._power_in, self._flush_fails, self._next_bad = 0, False, ""
        self._troubled = self._is_broken

    @property
    def is_calm(self) -> bool:
        """Whether no trouble is to be expected but a lack of room."""
        return not self._troubled

    # --- the store ----------------------------------------------------------------------

    def write(self) -> _GeneratorContextManager[MemoryTransaction]:
        """Begin or join a write transaction; raises StorageError or :class:`PowerLostError`."""
        if not self._troubled or self._open is not None:
            return super().write()
        return self._write_in_trouble()

    @contextmanager
    def _write_in_trouble(self) -> Iterator[MemoryTransaction]:
        if self._is_broken:
            raise StorageDamagedError("A flush failed; the data file must be opened anew.")
        with super().write() as transaction:
            yield transaction
            writes = self._writes_of(transaction)
            if writes:
                self._strike(writes)
        if writes and self.lost_power:
            raise PowerLostError

    def _strike(self, writes: list[_Write]) -> None:
        """Let happen, at the end of a commit and before it counts, what was ordered."""
        if self._next_bad:
            self._bad.append(_Bad(self._next_bad, self._dice.choice(writes)))
            self._next_bad = ""
        if self._power_in:
            self._power_in -= 1
            if not self._power_in:
                self.lost_power = True
                self.struck["power-cut"] += 1
                if not self._power_after:
                    raise PowerLostError
        elif self._flush_fails:
            self._flush_fails = False
            self.struck["flush-error"] += 1
            if self._is_fatal:
                self._is_broken = True
                self._in_doubt = writes if self._dice.getrandbits(1) else []
            self._troubled = self._is_broken
            raise StorageError("The disk could not flush; nothing is known to be written.")
        self._troubled = bool(self._power_in or self._flush_fails)

    def _writes_of(self, transaction: MemoryTransaction) -> list[_Write]:
        """Return every key a transaction changed, once, in the order it first did."""
        names = {id(table): name for name, table in self._tables.items()}
        found: dict[tuple[str, bytes], _Write] = {}
        for table, key, before in transaction.undo:
            name = names[id(table)]
            after = table.values.get(key)
            found.setdefault((name, key), _Write(name, key, before, after))
        return list(found.values())

    # --- starting again -----------------------------------------------------------------

    @property
    def may_be_damaged(self) -> bool:
        """Whether something was written wrongly that a start would show."""
        return bool(self._bad)

    def open_anew(self, *, damaged: bool) -> bool:
        """Start the machine: what was in doubt is decided, and what is wrong shows.

        Unless ``damaged`` may show, every write turns out to have gone well after all.
        Returns whether somebody should look the data over.
        """
        assert self._open is None, "whoever wrote is dead"
        self.calm()
        doubtful = self.lost_power or self._is_broken or (damaged and bool(self._bad))
        self._is_broken = self._troubled = self.lost_power = False
        for write in self._in_doubt:
            self._set(write.table, write.key, write.after)
        bad, self._bad, self._in_doubt = self._bad, [], []
        for how, write in bad if damaged else ():
            # What was written again since then is good.
            if self._tables[write.table].values.get(write.key) == write.after:
                self.struck[f"{how} {write.table}"] += 1
                self._damage(how, write)
        return doubtful

    def _damage(self, how: str, write: _Write) -> None:
        table, key, before, after = write
        if how in (TORN, FLIPPED) and not after:
            return
        match how:
            case "torn":
                assert after is not None
                half = len(after) // 2
                tail = (before or b"")[half : len(after)]
                self._set(table, key, (after[:half] + tail).ljust(len(after), b"\0"))
            case "flipped":
                assert after is not None
                bit = self._dice.randrange(8 * len(after))
                number = int.from_bytes(after, "big") ^ 1 << bit
                self._set(table, key, number.to_bytes(len(after), "big"))
            case _:
                self._set(table, key, before)
                others = sorted(self._tables[table].values.keys() - {key})
                if how == MISDIRECTED and others:
                    self._set(table, self._dice.choice(others), after)

    def _set(self, name: str, key: bytes, value: bytes | None) -> None:
        """Put a value where the disk holds it, however full it is."""
        room, self._size_bytes_max = self._size_bytes_max, None
        with super().write() as transaction:
            if value is None:
                transaction.delete(name, key)
            else:
                transaction.put(name, key, value)
        self._size_bytes_max = room
